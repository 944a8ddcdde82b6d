import type { ControllerMap, LocalText } from '../../domain/data-map';
import type { ChangeLine, NoticeContent, NoticeKind, RemedyText, StoreReport } from '../../domain/notice';

const both = (zh: string, en: string): LocalText => ({ 'zh-CN': zh, en });
const zone = 'Asia/Shanghai';

const controller: ControllerMap = {
  id: 'spruce',
  name: both('云杉商城（虚构）', 'Spruce Shop (fictional)'),
  officer: both('周宁', 'Zhou Ning'),
  contact: 'privacy@shop.example',
  address: both('示例市样本路1号', '1 Sample Road, Exampleville'),
  complaints: {
    'CN-APP-2019': both('向网信部门投诉、举报：12377', 'Cyberspace administration, hotline 12377'),
    'EU-GDPR': both('向监管机构投诉（第77条）', 'A supervisory authority (art. 77)'),
  },
};

const remedies: readonly RemedyText[] = [
  {
    regimes: ['CN-APP-2019'],
    kind: 'court',
    text: both('您可以提起诉讼。', 'You may go to court.'),
    article: 'PIPL art. 50(2)',
    timeLimit: null,
    address: null,
  },
  {
    regimes: ['CN-APP-2019', 'EU-GDPR'],
    kind: 'authority',
    text: both('您可以投诉。', 'You may complain.'),
    article: 'PIPL art. 65',
    timeLimit: both('收到决定后30日内', 'within 30 days of the decision'),
    address: both('示例监管机构，示例市监管路2号', 'Example Authority, 2 Watch Road, Exampleville'),
  },
  {
    regimes: ['EU-GDPR'],
    kind: 'appeal',
    text: both('您可以向我们申诉。', 'You may appeal to us.'),
    article: 'Sample Act s. 9',
    timeLimit: both('在合理期限内', 'within a reasonable time'),
    address: null,
  },
];

const base = {
  caseNumber: 'req_0123456789abcdefghjk',
  right: 'deletion' as const,
  receivedAt: '2026-03-02T02:15:00Z',
  writtenAt: '2026-03-20T06:30:00Z',
  zone,
  controller,
  regimes: ['CN-APP-2019', 'EU-GDPR'],
  remedies,
  requestUrl: 'https://privacy.shop.example/requests/req_0123456789abcdefghjk',
};
const code = { value: '40718263', minutes: 10, guesses: 5 };
const reason = { text: both('请求复杂。', 'The request is complex.'), article: 'GDPR art. 12(3)' };
const identityReason = {
  text: both('对身份有合理怀疑。', 'There is reasonable doubt about identity.'),
  article: 'GDPR art. 12(6)',
};

const grounds = {
  'CN-TAX-LEDGER': {
    code: 'CN-TAX-LEDGER',
    text: both('会计凭证须保存', 'Accounting records must be kept'),
    article: 'Accounting Archives Rules art. 14',
  },
};

const change: ChangeLine = {
  storeId: 'shop',
  collection: 'customers',
  storeTitle: both('商城数据库', 'Shop database'),
  collectionTitle: both('客户资料', 'Customer records'),
  fieldTitle: both('姓名', 'Name'),
  oldValue: '林小鱼',
  newValue: '林小雨',
};

const at = '2026-03-19T08:00:00Z';
const stores: StoreReport[] = [
  {
    title: both('商城数据库', 'Shop database'),
    collections: {
      customers: both('客户资料', 'Customer records'),
      orders: both('订单', 'Orders'),
    },
    outcome: {
      storeId: 'shop',
      code: 'retained',
      proof: { kind: 'requery', at, remaining: 0 },
      collections: [
        { collection: 'customers', code: 'deleted', count: 1 },
        { collection: 'orders', code: 'retained', count: 3, ground: 'CN-TAX-LEDGER', until: '2036-03-31' },
      ],
    },
  },
  {
    title: both('客服系统', 'Support desk'),
    collections: { tickets: both('工单', 'Tickets') },
    outcome: { storeId: 'desk', code: 'notFound', collections: [], proof: { kind: 'search', at } },
  },
  {
    title: both('邮件发送商', 'Newsletter sender'),
    collections: {},
    outcome: { storeId: 'newsletter', code: 'processorPending', collections: [] },
  },
];
const searched = stores.slice(1, 2);
const corrected: StoreReport[] = stores.slice(0, 1).map((store) => ({
  ...store,
  outcome: {
    storeId: 'shop',
    code: 'corrected',
    proof: { kind: 'requery', at },
    collections: [{ collection: 'customers', code: 'corrected', count: 1 }],
  },
}));

/** One copy of each way to be cleared. */
const copies = (['expiry', 'replay', 'rebuild', 'hand'] as const).map((clearedBy) => ({
  copyId: clearedBy,
  title: both(`副本${clearedBy}`, `Copy ${clearedBy}`),
  clearedBy,
  until: '2026-07-05',
}));

const completion = {
  ...base,
  kind: 'completion' as const,
  addressee: '林小雨',
  stores,
  grounds,
  recipients: [
    { title: both('快递公司', 'Courier'), answer: 'confirmed' as const, at },
    { title: both('邮件发送商', 'Newsletter sender'), answer: 'asked' as const, at },
  ],
};

const review = {
  ...base,
  addressee: '林小雨',
  decidedAt: '2026-03-12T03:00:00Z',
  reasons: 'B-04: A-17, A-18',
};

const access = {
  ...completion,
  right: 'access' as const,
  stores: corrected.map((store) => ({
    ...store,
    outcome: {
      ...store.outcome,
      code: 'disclosed' as const,
      collections: [{ collection: 'customers', code: 'disclosed' as const, count: 1 }],
    },
  })),
  package: { fetchUrl: `${base.requestUrl}/package`, expiresAt: '2026-03-23T06:30:00Z', downloads: 3 },
};

const refusedPart = {
  grounds: [{ text: both('用于诉讼。', 'Needed for legal claims.'), article: 'GDPR art. 17(3)(e)' }],
  facts: 'C-09',
};

/** One letter of every kind and, for completions, of every right: fictional, with every optional part. */
export const specimens: readonly NoticeContent[] = [
  {
    ...base,
    kind: 'acknowledgement',
    deadline: { date: '2026-03-23', provisional: true },
    identity: { code, closesOn: '2026-03-09' },
  },
  { ...base, kind: 'verificationCode', code },
  { ...base, kind: 'packageCode', code, packageExpiresAt: '2026-03-23T06:30:00Z' },
  {
    ...base,
    kind: 'changeToConfirm',
    right: 'correction',
    addressee: '林小雨',
    changes: [change],
    changeHash: 'c0ffee00c0ffee00',
  },
  {
    ...base,
    kind: 'extension',
    reason,
    oldDate: '2026-04-02',
    newDate: { date: '2026-06-02', provisional: true },
  },
  {
    ...base,
    kind: 'pauseQuestion',
    reason: identityReason,
    missing: both('您使用过的客户编号', 'The customer number that you used'),
    clock: 'stands',
  },
  {
    ...base,
    kind: 'fee',
    right: 'access',
    addressee: '林小雨',
    ground: {
      text: both('请求过于频繁。', 'The request is excessive.'),
      article: 'GDPR art. 12(5)(a)',
    },
    amount: 'CHF 180',
    estimate: true,
    clock: 'runsOn',
    workWaits: false,
  },
  { ...base, kind: 'guardianNeeded', guardianAge: 14 },
  {
    ...base,
    kind: 'refusal',
    addressee: '林小雨',
    refused: [
      {
        text: both('请求明显没有依据。', 'The request is manifestly unfounded.'),
        article: 'GDPR art. 12(5)',
      },
    ],
    facts: 'A-17, A-18, A-19',
    controllingUser: 'Larch Travel (fictional), 3 Sample Road',
    stores,
    grounds,
  },
  access,
  { ...completion, right: 'correction', stores: corrected, changes: [change] },
  { ...completion, right: 'deletion', backupsUntil: '2026-06-30', copies },
  { ...completion, right: 'restriction', registeredAt: '2026-03-02T02:20:00Z' },
  {
    ...completion,
    right: 'objection',
    registeredAt: '2026-03-02T02:20:00Z',
    purposes: [both('直接营销', 'Direct marketing')],
    suppressionKept: true,
    continuing: [{ purpose: both('履行合同', 'Carrying out the contract'), basis: 'PIPL art. 13(2)' }],
  },
  { ...completion, right: 'deletion', refusedPart },
  { ...access, refusedPart },
  { ...completion, right: 'correction', stores: corrected, changes: [change], refusedPart },
  { ...base, kind: 'withdrawn' },
  { ...base, kind: 'unverified' },
  { ...base, kind: 'noDataFound', stores: searched, grounds },
  { ...base, kind: 'breachApology', missedDate: '2026-03-23' },
  { ...base, kind: 'restrictionLiftWarning', right: 'restriction', liftOn: '2026-04-10', reason },
  {
    ...base,
    kind: 'restrictionLifted',
    right: 'restriction',
    liftedAt: '2026-04-10T01:00:00Z',
    reason,
  },
  {
    ...base,
    kind: 'deferredDone',
    right: 'deletion',
    records: [
      {
        storeTitle: both('网店数据库', 'Shop database'),
        collectionTitle: both('订单', 'Orders'),
        provenAt: '2036-04-02T01:00:00Z',
        ground: {
          text: both('涉税资料应当保存十年。', 'Tax documents are kept for ten years.'),
          article: 'Tax Rules 29',
        },
      },
    ],
  },
  {
    ...base,
    kind: 'objectionOutcome',
    right: 'objection',
    decision: 'stands',
    decidedAt: '2026-03-12T03:00:00Z',
    purposes: [both('用户画像', 'Profiling')],
    ground: { text: both('没有压倒性的理由。', 'No compelling grounds.'), article: 'GDPR art. 21(1)' },
  },
  { ...review, kind: 'appealOutcome', right: 'appeal', decision: 'partlyUpheld' },
  { ...review, kind: 'complaintOutcome', right: 'complaint', decision: 'rejected' },
  {
    ...review,
    kind: 'explanation',
    right: 'explanation',
    decision: 'explained',
    factors: ['按时付款的月数', '未结清的账单'],
  },
  {
    ...base,
    kind: 'consequencesToConfirm',
    asked: 'cancellation',
    consequences: '余额三元二角将失效；号码携转须先办结。',
    changeHash: 'a1b2c3',
  },
];

/** The specimens of one kind. */
export function specimensOf(kind: NoticeKind): NoticeContent[] {
  return specimens.filter((specimen) => specimen.kind === kind);
}
