/** A person of the sample company with a fixed identity, as the stores hold it (not in normal form). Fictional. */
export interface Persona {
  /** Absent when the shop has no customer row. */
  readonly customerNumber?: string;
  readonly name: string;
  readonly email: string;
  readonly phone?: string;
  /** `YYYY-MM-DD` */
  readonly birthDate?: string;
  readonly idCard?: string;
}

// No operator was ever given the prefix 161, and no region the code 99: numbers and cards are nobody's.
const phone = (last: number): string => `1610000${String(last).padStart(4, '0')}`;

/** The mailbox that a whole family shares. */
export const familyMailbox = 'family.zhou@example.org';
/** A number that was Wang Qiang's until 2023 and is Zhao Min's since. */
export const recycledPhone = phone(5);

/** People whose data have the shapes that hurt; each says which. */
export const people = {
  /** Clean and ordinary: orders inside and beyond retention, tickets, a call, a newsletter. The one of the demo. */
  demo: {
    customerNumber: 'C000001',
    name: '林晓雨',
    email: 'lin.xiaoyu@example.com',
    phone: phone(1),
    birthDate: '1990-05-12',
  },
  /** Father, mother and a child under 14 behind one mailbox. */
  familyFather: {
    customerNumber: 'C000002',
    name: '周建国',
    email: familyMailbox,
    phone: phone(2),
    birthDate: '1982-02-03',
  },
  familyMother: {
    customerNumber: 'C000003',
    name: '吴美华',
    email: familyMailbox,
    phone: phone(3),
    birthDate: '1984-11-23',
  },
  familyChild: {
    customerNumber: 'C000004',
    name: '周小宝',
    email: familyMailbox,
    birthDate: '2016-03-08',
  },
  /** Has a new number; old call notes and an old address still carry {@link recycledPhone}. */
  changedPhone: {
    customerNumber: 'C000005',
    name: '王强',
    email: 'wang.qiang@example.com',
    phone: phone(15),
    birthDate: '1978-07-30',
  },
  /** Owns {@link recycledPhone} today. */
  newPhoneOwner: {
    customerNumber: 'C000006',
    name: '赵敏',
    email: 'zhao.min@example.com',
    phone: recycledPhone,
    birthDate: '1995-01-17',
  },
  /** Orders as a guest, no customer row. */
  guest: { name: '陈晓明', email: 'guest.chen@example.net' },
  /** Registered, never ordered anything. */
  noOrders: {
    customerNumber: 'C000007',
    name: '孙丽',
    email: 'sun.li@example.com',
    phone: phone(7),
    birthDate: '1999-09-09',
  },
  /** The shop stores the address in upper case, the other stores do not. */
  upperCase: {
    customerNumber: 'C000008',
    name: '李娜',
    email: 'LI.NA@EXAMPLE.COM',
    phone: '+86 161 0000 0008',
    birthDate: '1988-12-01',
  },
  /** The shop stores name and address in decomposed Unicode (NFD), the other stores composed. */
  decomposed: {
    customerNumber: 'C000009',
    name: 'José García'.normalize('NFD'),
    email: 'josé.garcía@example.com'.normalize('NFD'),
    phone: phone(9),
    birthDate: '1986-04-21',
  },
  /** Under 14 until 2028, with a mailbox of their own. */
  minor: {
    customerNumber: 'C000010',
    name: '刘子涵',
    email: 'liu.zihan@example.com',
    phone: phone(10),
    birthDate: '2014-09-01',
  },
  /** Wrote in {@link people.hostOfGuestWriter}'s ticket, and had that person write in one of their own. */
  guestWriter: {
    customerNumber: 'C000011',
    name: '何静',
    email: 'he.jing@example.com',
    phone: phone(11),
    birthDate: '1992-06-15',
  },
  hostOfGuestWriter: {
    customerNumber: 'C000012',
    name: '马超',
    email: 'ma.chao@example.com',
    phone: phone(12),
    birthDate: '1991-10-10',
  },
  /** The shop holds the number of an identity card. */
  coreSensitive: {
    customerNumber: 'C000013',
    name: '黄志远',
    email: 'huang.zhiyuan@example.com',
    phone: phone(13),
    birthDate: '1980-03-03',
    idCard: '990000198003030000',
  },
  /** A customer whose newsletter is known to the processor only. */
  processorOnly: {
    customerNumber: 'C000014',
    name: '徐薇',
    email: 'xu.wei@example.com',
    phone: phone(14),
    birthDate: '1997-08-08',
  },
} as const satisfies Record<string, Persona>;

/** A key of {@link people}. */
export type PersonaName = keyof typeof people;
