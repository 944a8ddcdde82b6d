import { generateCrowd, id } from './generate-crowd';
import { familyMailbox, people, recycledPhone } from './people';
import type { CallNote, CustomerRow, DeskDocuments, Subscriber, Ticket, TicketMessage } from './rows';
import { seededRandom } from './seeded-random';
import type { SeededRandom } from './seeded-random';
import * as words from './words';

/** What the support desk holds: the named people's tickets and notes (numbers below 1001), then the crowd's. */
export function generateDesk(): DeskDocuments {
  const random = seededRandom(77);
  const { customers } = generateCrowd();
  const writers = customers.filter(({ email }) => email !== null);
  const callers = customers.filter(({ phone }) => phone !== null);
  return {
    tickets: [
      ...peopleTickets(),
      ...Array.from({ length: 400 }, (_, index) => crowdTicket(random, 1_001 + index, random.pick(writers))),
    ],
    call_notes: [
      ...peopleCallNotes(),
      ...Array.from({ length: 250 }, (_, index) => crowdNote(random, 1_001 + index, random.pick(callers))),
    ],
  };
}

/** What the newsletter sender holds: subscribers of the shop, and one whom only the sender knows. */
export function generateSubscribers(): readonly Subscriber[] {
  const { customers, newsletter_subscriptions: subscriptions } = generateCrowd();
  const names = new Map(customers.map((row) => [row.customer_id, row.name]));
  const { demo, familyMother, upperCase, decomposed, noOrders, hostOfGuestWriter, processorOnly } = people;
  const named = [demo, familyMother, upperCase, decomposed, noOrders, hostOfGuestWriter, processorOnly];
  return [
    ...named.map((person) =>
      subscriber(person.customerNumber, composed(person.email), person.name.normalize('NFC')),
    ),
    ...subscriptions
      .filter(({ status }) => status === 'subscribed')
      .map((row) => subscriber(row.customer_id, composed(row.email), names.get(row.customer_id) ?? '')),
  ];
}

/** Addresses as the systems beside the shop store them: composed and in lower case. */
function composed(email: string): string {
  return email.normalize('NFC').toLowerCase();
}

function subscriber(customerNumber: string, email: string, name: string): Subscriber {
  return {
    customerNumber,
    email,
    name,
    status: 'subscribed',
    topics: ['offers', 'news'],
    subscribedAt: '2021-03-15T02:00:00.000Z',
  };
}

interface Author {
  readonly customerNumber?: string;
  readonly name: string;
}
const staff = (name: string): Author => ({ name });

function ticket(
  number: number,
  requester: { readonly customerNumber?: string; readonly email: string },
  subject: string,
  createdAt: string,
  messages: readonly (readonly [author: Author, text: string])[],
): Ticket {
  const ticketId = id('T', number);
  const start = Date.parse(createdAt);
  return {
    _id: ticketId,
    ticketId,
    ...(requester.customerNumber === undefined ? {} : { customerNumber: requester.customerNumber }),
    requesterEmail: composed(requester.email),
    subject,
    createdAt: new Date(start),
    restricted: false,
    messages: messages.map(([author, text], index) =>
      message(`${ticketId}-${index + 1}`, author, text, start, index),
    ),
  };
}

function message(
  messageId: string,
  author: Author,
  text: string,
  start: number,
  index: number,
): TicketMessage {
  return {
    messageId,
    ...(author.customerNumber === undefined ? {} : { authorNumber: author.customerNumber }),
    authorName: author.name.normalize('NFC'),
    authorRole: author.customerNumber === undefined ? 'staff' : 'customer',
    at: new Date(start + index * 3_600_000),
    text,
  };
}

function peopleTickets(): readonly Ticket[] {
  const { demo, guestWriter, hostOfGuestWriter, decomposed, upperCase, familyFather, coreSensitive } = people;
  const agent = staff('客服小蓝');
  return [
    ticket(1, demo, '账单查询', '2025-12-01T02:00:00Z', [
      [demo, '十一月的账单多了一笔，请核实。'],
      [agent, '您好，已为您核实并退回。'],
      [demo, '谢谢！'],
    ]),
    ticket(2, demo, '信号不好', '2026-04-10T02:00:00Z', [
      [demo, '家里信号不好。'],
      [agent, '已登记，工程师会联系您。'],
    ]),
    ticket(3, hostOfGuestWriter, '小区宽带故障', '2026-01-15T02:00:00Z', [
      [hostOfGuestWriter, '整栋楼宽带都断了。'],
      [guestWriter, '我住楼下，也断了，我的电话请打给邻居。'],
      [agent, '正在抢修。'],
      [hostOfGuestWriter, '恢复了，谢谢。'],
    ]),
    ticket(4, guestWriter, '套餐变更', '2026-02-20T02:00:00Z', [
      [guestWriter, '想换套餐。'],
      [hostOfGuestWriter, '我是她邻居，推荐她用 5G 畅享。'],
      [agent, '已为您变更。'],
    ]),
    ticket(5, decomposed, 'Roaming', '2026-03-02T02:00:00Z', [[decomposed, 'Does roaming work in Macao?']]),
    ticket(6, { email: upperCase.email }, '退货', '2026-03-05T02:00:00Z', [[agent, '请提供订单号。']]),
    ticket(7, familyFather, '宽带续费', '2026-03-09T02:00:00Z', [[familyFather, '请帮我续费。']]),
    // From the shared mailbox without a customer number: only staff can say whose it is.
    ticket(8, { email: familyMailbox }, '儿童手表', '2026-03-11T02:00:00Z', [[agent, '您好，请问机型？']]),
    ticket(9, coreSensitive, '实名认证', '2026-05-11T02:00:00Z', [[coreSensitive, '认证没有通过。']]),
  ];
}

function note(
  number: number,
  customerNumber: string | undefined,
  callerPhone: string,
  at: string,
  text: string,
): CallNote {
  const noteId = id('K', number);
  return {
    _id: noteId,
    noteId,
    ...(customerNumber === undefined ? {} : { customerNumber }),
    callerPhone,
    at: new Date(at),
    agent: '客服小海',
    note: text,
    restricted: false,
  };
}

function peopleCallNotes(): readonly CallNote[] {
  const { demo, changedPhone, newPhoneOwner, familyFather } = people;
  return [
    note(1, demo.customerNumber, demo.phone, '2026-04-11T03:00:00Z', '来电询问工程师时间。'),
    // While the number was still his: found by his customer number, not by whose number it is now.
    note(2, changedPhone.customerNumber, recycledPhone, '2022-08-08T03:00:00Z', '来电办理携号。'),
    note(3, newPhoneOwner.customerNumber, recycledPhone, '2024-08-08T03:00:00Z', '新号码开户咨询。'),
    note(4, undefined, demo.phone, '2026-04-12T03:00:00Z', '未登记客户号，来电确认维修。'),
    note(5, familyFather.customerNumber, familyFather.phone, '2026-03-10T03:00:00Z', '确认续费。'),
  ];
}

function crowdTicket(random: SeededRandom, number: number, customer: CustomerRow): Ticket {
  const author: Author = { customerNumber: customer.customer_id, name: customer.name };
  const agent = staff(random.pick(words.agents));
  const exchanges = 1 + random.below(3);
  const requester = { customerNumber: customer.customer_id, email: customer.email ?? '' };
  return ticket(
    number,
    requester,
    random.pick(words.ticketSubjects),
    random.instant('2023-01-01', '2026-06-30'),
    Array.from({ length: exchanges }, () => [
      [author, random.pick(words.customerTexts)] as const,
      [agent, random.pick(words.staffTexts)] as const,
    ]).flat(),
  );
}

function crowdNote(random: SeededRandom, number: number, customer: CustomerRow): CallNote {
  const known = random.chance(0.8) ? customer.customer_id : undefined;
  const at = random.instant('2023-01-01', '2026-06-30');
  return note(number, known, customer.phone ?? '', at, random.pick(words.callTexts));
}
