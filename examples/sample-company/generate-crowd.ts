import type { AddressRow, CustomerRow, OrderRow, PaymentRow, ShopRows, SubscriptionRow } from './rows';
import { seededRandom } from './seeded-random';
import type { SeededRandom } from './seeded-random';
import * as words from './words';

/** Generated customers beside the named people: C000101 and up. */
export const crowdSize = 2_100;
const firstNumber = 101;
/** Each pair of every so many customers shares one mailbox. */
const sharedMailboxEvery = 50;

/** The shop's ordinary customers, the same on every run. Their ids begin where those of the named people end. */
export function generateCrowd(): ShopRows {
  const random = seededRandom(20_261_101);
  const customers = Array.from({ length: crowdSize }, (_, index) => customer(random, index));
  const addresses = customers.flatMap((owner) => addressesOf(random, owner));
  const orders = numbered([
    ...customers.flatMap((owner) => ordersOf(random, owner)),
    ...Array.from({ length: 150 }, (_, index) => guestOrder(random, index)),
  ]);
  return {
    customers,
    addresses: addresses.map((row, index) => ({ ...row, address_id: id('A', 1_001 + index) })),
    orders,
    payments: orders
      .filter(() => random.chance(0.95))
      .map((order, index) => paymentFor(random, order, 1_001 + index)),
    newsletter_subscriptions: customers
      .filter(() => random.chance(0.6))
      .flatMap((owner) => subscription(random, owner)),
  };
}

/** A letter and six digits. */
export function id(letter: string, number: number): string {
  return letter + String(number).padStart(6, '0');
}

function customer(random: SeededRandom, index: number): CustomerRow {
  const number = firstNumber + index;
  const mailbox = index % sharedMailboxEvery === 1 ? number - 1 : number;
  return {
    customer_id: id('C', number),
    login_name: `hailan${number}`,
    name: name(random),
    email: random.chance(0.03) && mailbox === number ? null : email(mailbox),
    phone: random.chance(0.05) ? null : `161${String(10_000_000 + number)}`,
    birth_date: random.chance(0.8) ? random.instant('1950-01-01', '2008-01-01').slice(0, 10) : null,
    id_card: random.chance(0.1) ? `99${String(number).padStart(16, '0')}` : null,
    status: random.chance(0.05) ? 'closed' : 'active',
    created_at: random.instant('2012-01-01', '2026-06-30'),
    processing_restricted: false,
  };
}

function name(random: SeededRandom): string {
  if (random.chance(0.12)) return `${random.pick(words.latinGivenNames)} ${random.pick(words.latinSurnames)}`;
  const second = random.chance(0.7) ? random.pick(words.givenCharacters) : '';
  return random.pick(words.surnames) + random.pick(words.givenCharacters) + second;
}

function email(number: number): string {
  const domain = words.mailDomains[number % words.mailDomains.length] ?? 'example.com';
  const local = `shopper${number}`;
  return number % 40 === 0 ? `${local}@${domain}`.toUpperCase() : `${local}@${domain}`;
}

function addressesOf(random: SeededRandom, owner: CustomerRow): readonly AddressRow[] {
  return Array.from({ length: random.pick([0, 1, 1, 1, 2, 2]) }, () => {
    const [province, city, postcode] = random.pick(words.places);
    return {
      address_id: '',
      customer_id: owner.customer_id,
      recipient_name: owner.name,
      phone: owner.phone,
      province,
      city,
      street: `${random.pick(words.streets)}${1 + random.below(300)}号`,
      postcode,
      created_at: owner.created_at,
      processing_restricted: false,
    };
  });
}

function ordersOf(random: SeededRandom, owner: CustomerRow): readonly OrderRow[] {
  return Array.from({ length: random.pick([0, 0, 1, 1, 2, 3]) }, () => ({
    ...order(random),
    customer_id: owner.customer_id,
  }));
}

function guestOrder(random: SeededRandom, index: number): OrderRow {
  return { ...order(random), guest_name: name(random), guest_email: `guest${index % 90}@example.net` };
}

/** One order in eight is older than the ten years for which it must be kept. */
function order(random: SeededRandom): OrderRow {
  return {
    order_id: '',
    customer_id: null,
    guest_name: null,
    guest_email: null,
    item: random.pick(words.items),
    amount_cents: 100 * (1 + random.below(3_000)),
    delivery_note: random.pick(words.deliveryNotes),
    ordered_at: random.chance(0.125)
      ? random.instant('2012-01-01', '2015-12-31')
      : random.instant('2017-06-01', '2026-06-30'),
    processing_restricted: false,
  };
}

function numbered(orders: readonly OrderRow[]): readonly OrderRow[] {
  return orders.map((row, index) => ({ ...row, order_id: id('O', 1_001 + index) }));
}

function paymentFor(random: SeededRandom, paid: OrderRow, number: number): PaymentRow {
  return {
    payment_id: id('P', number),
    order_id: paid.order_id,
    method: random.pick(['alipay', 'wechat', 'card']),
    payer_account: `***${random.below(9_000) + 1_000}`,
    amount_cents: paid.amount_cents,
    paid_at: new Date(Date.parse(paid.ordered_at) + 60_000 * (1 + random.below(2_000))).toISOString(),
  };
}

function subscription(random: SeededRandom, owner: CustomerRow): readonly SubscriptionRow[] {
  if (owner.email === null) return [];
  return [
    {
      subscription_id: owner.customer_id.replace('C', 'N'),
      customer_id: owner.customer_id,
      email: owner.email,
      status: random.chance(0.85) ? 'subscribed' : 'unsubscribed',
      subscribed_at: owner.created_at,
    },
  ];
}
