import { id } from './generate-crowd';
import { people, recycledPhone } from './people';
import type { Persona } from './people';
import type { AddressRow, CustomerRow, OrderRow, PaymentRow, ShopRows, SubscriptionRow } from './rows';

type Registered = Persona & { readonly customerNumber: string };

/** What the shop holds of the named people. Ids below 1001; dates fixed, so that retention is known. */
export function generatePeople(): ShopRows {
  const registered: readonly Registered[] = Object.values(people).filter(
    (person): person is Registered & typeof person => 'customerNumber' in person,
  );
  const orders = peopleOrders();
  return {
    customers: registered.map(customer),
    addresses: peopleAddresses(),
    orders,
    payments: orders.map(payment),
    newsletter_subscriptions: [
      people.demo,
      people.familyMother,
      people.upperCase,
      people.decomposed,
      people.noOrders,
      people.hostOfGuestWriter,
    ].map(subscription),
  };
}

function customer(person: Registered): CustomerRow {
  return {
    customer_id: person.customerNumber,
    login_name: `hailan-${person.customerNumber.toLowerCase()}`,
    name: person.name,
    email: person.email,
    phone: person.phone ?? null,
    birth_date: person.birthDate ?? null,
    id_card: person.idCard ?? null,
    status: 'active',
    created_at: '2013-05-20T02:00:00.000Z',
    processing_restricted: false,
  };
}

function peopleAddresses(): readonly AddressRow[] {
  const at = (number: number, person: Registered, street: string, phone = person.phone): AddressRow => ({
    address_id: id('A', number),
    customer_id: person.customerNumber,
    recipient_name: person.name,
    phone: phone ?? null,
    province: '广东省',
    city: '广州市',
    street,
    postcode: '510000',
    created_at: '2020-01-05T02:00:00.000Z',
    processing_restricted: false,
  });
  return [
    at(1, people.demo, '海蓝巷1号'),
    at(2, people.demo, '样例路20号（公司）'),
    at(3, people.familyFather, '虚构街8号'),
    at(4, people.familyMother, '虚构街8号'),
    at(5, people.changedPhone, '示范大道5号', recycledPhone),
    at(6, people.newPhoneOwner, '示范大道66号'),
    at(7, people.upperCase, '测试里7号'),
    at(8, people.decomposed, 'Muster Lane 9'),
    at(9, people.coreSensitive, '样例路13号'),
  ];
}

function peopleOrders(): readonly OrderRow[] {
  const order = (
    number: number,
    owner: Persona,
    orderedAt: string,
    item: string,
    cents: number,
  ): OrderRow => ({
    order_id: id('O', number),
    customer_id: owner.customerNumber ?? null,
    guest_name: owner.customerNumber === undefined ? owner.name : null,
    guest_email: owner.customerNumber === undefined ? owner.email : null,
    item,
    amount_cents: cents,
    delivery_note: number % 2 === 0 ? '放门卫' : null,
    ordered_at: `${orderedAt}T03:00:00.000Z`,
    processing_restricted: false,
  });
  const { demo, familyFather, familyMother, guest, decomposed, upperCase } = people;
  return [
    order(1, demo, '2013-06-18', '手机保护壳', 3_900), // retention over: goes
    order(2, demo, '2024-06-18', '5G 畅享套餐', 19_900),
    order(3, demo, '2025-11-11', '路由器', 29_900),
    order(4, demo, '2026-05-01', '流量包 20GB', 5_000),
    order(5, familyFather, '2024-02-01', '宽带一年', 120_000),
    order(6, familyMother, '2025-03-08', '固话月租', 2_500),
    order(7, guest, '2014-03-01', '手机保护壳', 2_900), // retention over
    order(8, guest, '2025-08-20', '路由器', 29_900),
    // As a guest from the family's mailbox: whose it is, the mailbox alone cannot tell.
    order(9, { name: familyMother.name, email: familyMother.email }, '2026-01-02', '国际漫游包', 9_800),
    order(10, upperCase, '2013-01-10', '固话月租', 2_500), // all over: the customer row can go
    order(11, decomposed, '2026-02-14', '国际漫游包', 9_800),
    order(12, people.changedPhone, '2022-10-01', '5G 畅享套餐', 19_900),
    order(13, people.newPhoneOwner, '2024-10-01', '5G 畅享套餐', 19_900),
    order(14, people.guestWriter, '2025-05-05', '宽带一年', 120_000),
    order(15, people.hostOfGuestWriter, '2025-05-06', '宽带一年', 120_000),
    order(16, people.coreSensitive, '2025-12-12', '5G 畅享套餐', 19_900),
  ];
}

function payment(order: OrderRow): PaymentRow {
  return {
    payment_id: order.order_id.replace('O', 'P'),
    order_id: order.order_id,
    method: 'alipay',
    payer_account: order.guest_email === null ? '***0001' : '***0002',
    amount_cents: order.amount_cents,
    paid_at: order.ordered_at.replace('T03:00', 'T03:05'),
  };
}

function subscription(person: Registered): SubscriptionRow {
  return {
    subscription_id: person.customerNumber.replace('C', 'N'),
    customer_id: person.customerNumber,
    email: person.email,
    status: 'subscribed',
    subscribed_at: '2021-03-15T02:00:00.000Z',
  };
}
