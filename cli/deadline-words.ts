import type { LocalText } from '../domain/data-map';
import type { CalendarYear } from '../domain/calendar';
import type { ClockKind, ClockRight, Confidence, StartEvent } from '../domain/regime';

/** Language of the output. */
export type Language = keyof LocalText;

const text = (zh: string, en: string): LocalText => ({ 'zh-CN': zh, en });

/** Kinds of request, as a heading. */
export const rightNames: Readonly<Record<ClockRight, LocalText>> = {
  access: text('查阅、复制请求', 'Access request'),
  correction: text('更正、补充请求', 'Correction request'),
  deletion: text('删除请求', 'Deletion request'),
  restriction: text('限制处理请求', 'Restriction request'),
  objection: text('拒绝处理请求', 'Objection'),
  portability: text('转移请求', 'Portability request'),
  withdrawal: text('撤回同意', 'Withdrawal of consent'),
  cancellation: text('注销账号请求', 'Account cancellation'),
  explanation: text('解释说明请求', 'Request to explain a decision'),
  optOut: text('拒绝出售或共享', 'Opt-out of sale or sharing'),
  limitUse: text('限制使用敏感信息请求', 'Request to limit the use of sensitive data'),
  complaint: text('投诉', 'Complaint'),
  appeal: text('申诉', 'Appeal'),
  incident: text('安全事件', 'Incident'),
};

/** What a clock measures the time to. */
export const clockNames: Readonly<Record<ClockKind, LocalText>> = {
  acknowledge: text('确认收到', 'Confirm receipt'),
  respond: text('答复', 'Answer'),
  respondExtended: text('延期后答复', 'Answer after extension'),
  extensionNotice: text('如需延期，通知延期', 'Announce an extension, if one is needed'),
  notifyOutcome: text('告知处理结果', 'Tell the outcome'),
  notifyRecipients: text('通知接收方', 'Tell the recipients'),
  incidentReport: text('报告事件', 'Report the incident'),
};

/** From when a clock runs. */
export const startNames: Readonly<Record<StartEvent, LocalText>> = {
  received: text('自收到之日起', 'from receipt'),
  verified: text('自完成身份核验起', 'from proven identity'),
  discovered: text('自发现时起', 'from discovery'),
  latest: text('自请求、所需证明、费用三者中最晚者起', 'from the latest of request, proof and fee'),
};

/** How sure a rule is. */
export const confidenceNames: Readonly<Record<Confidence, LocalText>> = {
  high: text('高：见于公开来源或条文明确', 'high: seen in a public source, or plain from the text'),
  medium: text(
    '中：据已有知识，须与正式文本核对',
    'medium: from knowledge, to confirm against the official text',
  ),
  low: text(
    '低：法律未规定天数，按本系统的参照期限',
    'low: the law names no number; this is our own yardstick',
  ),
};

/** Where the days of a calendar year come from. */
export const statusNames: Readonly<Record<CalendarYear['status'], LocalText>> = {
  official: text('官方公布', 'official'),
  statute: text('依法律推算', 'statute'),
  library: text('取自公开数据，待核对', 'library'),
  provisional: text('暂定', 'provisional'),
};

/** Labels and sentences of the output. */
export const words = {
  received: text('收到', 'received'),
  discovered: text('发现', 'discovered'),
  lastDay: text('最后一日', 'Last day'),
  before: text('完成时限', 'Finish before'),
  strictDay: text('严格末日', 'Strict day'),
  strictMeaning: text('不顺延、不中止', 'without roll-forward and suspension'),
  target: text('工作目标', 'Work to'),
  ownAim: text('内部目标', 'internal target'),
  note: text('提示', 'Note'),
  basis: text('法律依据', 'Basis'),
  confidence: text('可信度', 'Confidence'),
  source: text('来源', 'Source'),
  versions: text('版本', 'Versions'),
  rules: text('规则', 'rules'),
  calendar: text('日历', 'calendar'),
  noCalendar: text('不涉及日历', 'no calendar'),
  zoneData: text('时区数据', 'zone data'),
  steps: text('计算步骤', 'Steps'),
  earliest: text('最早的期限', 'Earliest'),
  provisional: text(
    '暂定：所需年份的日历尚未公布，公布后须重新计算。',
    'Provisional: a calendar year that it needs is not published. Count again when it is.',
  ),
  notStarted: text(
    '尚未起算：期限自完成身份核验起算；所示日期按收到当日即已核验计算。',
    'Not started: the period begins when identity is proven. The date is counted as if that had been on receipt.',
  ),
  noClock: text('本规则对该类请求没有期限。', 'These rules have no clock for this kind of request.'),
} as const;
