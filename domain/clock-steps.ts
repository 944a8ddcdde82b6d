import type { Calendar, CalendarDay } from './calendar';
import type { LocalText } from './data-map';
import type { ClockRule, ClockUnit, ExtensionPolicy, Regime } from './regime';

/** One step of a count, for people who must check it. */
export interface ClockStep {
  readonly zh: string;
  readonly en: string;
  /** The article it rests on. */
  readonly article?: string;
}

const weekdaysZh = ['一', '二', '三', '四', '五', '六', '日'];
const weekdaysEn = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const weekend: LocalText = { 'zh-CN': '周末', en: 'weekend' };
const units: Readonly<Record<ClockUnit, LocalText>> = {
  hour: { 'zh-CN': '小时', en: 'hour' },
  day: { 'zh-CN': '日', en: 'calendar day' },
  workday: { 'zh-CN': '个工作日', en: 'working day' },
  businessDay: { 'zh-CN': '个营业日', en: 'business day' },
  month: { 'zh-CN': '个月', en: 'month' },
};
const startNames: Readonly<Record<ClockRule['startEvent'], LocalText>> = {
  received: { 'zh-CN': '收到请求', en: 'Receipt of the request' },
  verified: { 'zh-CN': '身份核验完成', en: 'Verified identity' },
  discovered: { 'zh-CN': '发现事件', en: 'Discovery' },
  latest: { 'zh-CN': '收到请求与所需证明中较晚者', en: 'The later of receipt and the proof asked for' },
};

/** `Mon 2 March` would need a locale; the ISO date with its weekday reads the same everywhere. */
function dayEn(date: string, weekday: number): string {
  return `${weekdaysEn[weekday - 1] ?? ''} ${date}`;
}
function dayZh(date: string, weekday: number): string {
  return `${date}（周${weekdaysZh[weekday - 1] ?? ''}）`;
}

/** `15 working days`. */
function periodEn(value: number, unit: ClockUnit): string {
  return `${value} ${units[unit].en}${value === 1 ? '' : 's'}`;
}
function periodZh(value: number, unit: ClockUnit): string {
  return `${value}${units[unit]['zh-CN']}`;
}

/** The event, its local date, and why that day is not counted. */
export function startStep(
  rule: ClockRule,
  instant: string,
  day: CalendarDay,
  zone: string,
  article: string,
): ClockStep {
  const name = startNames[rule.startEvent];
  return {
    zh: `${name['zh-CN']}：${instant}，${zone}当地日期为${dayZh(day.date, day.weekday)}；当日为第零日，不计入。`,
    en: `${name.en}: ${instant}, which is ${dayEn(day.date, day.weekday)} in ${zone}; that day is day zero and is not counted.`,
    article,
  };
}

/** The place that the facts name is none of the regime's, so the regime's own stands in. */
export function placeStep(asked: string, calendar: Calendar, zone: string): ClockStep {
  return {
    zh: `日历${asked}不适用于本规则，改按${calendar.name['zh-CN']}（${calendar.id}，${zone}）计算。`,
    en: `Calendar ${asked} does not fit these rules; counted by ${calendar.name.en} (${calendar.id}, ${zone}) instead.`,
  };
}

/** Identity is not proven yet, so the clock stands at its safe early position. */
export function notStartedStep(rule: ClockRule): ClockStep {
  return {
    zh: '期限自身份核验完成起算，目前尚未起算；为稳妥起见，暂按收到当日即核验计算。',
    en: 'The period starts with verified identity and has not started; to be safe it is counted as if identity had been verified on receipt.',
    article: rule.legalBasis,
  };
}

/** The period and its last day before anything else happens. */
export function countStep(
  value: number,
  unit: ClockUnit,
  end: CalendarDay,
  met: { readonly restDays: readonly CalendarDay[]; readonly makeUpDays: readonly CalendarDay[] },
  article: string,
): ClockStep {
  const skippedZh = met.restDays.length > 0 ? `；跳过${daysZh(met.restDays)}` : '';
  const skippedEn = met.restDays.length > 0 ? `; not counted: ${daysEn(met.restDays)}` : '';
  const workedZh = met.makeUpDays.length > 0 ? `；计入${daysZh(met.makeUpDays)}` : '';
  const workedEn = met.makeUpDays.length > 0 ? `; counted: ${daysEn(met.makeUpDays)}` : '';
  return {
    zh: `期限${periodZh(value, unit)}，末日为${dayZh(end.date, end.weekday)}${skippedZh}${workedZh}。`,
    en: `The period is ${periodEn(value, unit)}; its last day is ${dayEn(end.date, end.weekday)}${skippedEn}${workedEn}.`,
    article,
  };
}

/** The corresponding day does not exist in the last month, so its last day stands in. */
export function monthEndStep(article: string): ClockStep {
  return {
    zh: '末月没有与起算日相同的日期，以该月最后一日为末日。',
    en: 'The last month has no day with the number of the start day, so its last day is the last day of the period.',
    article,
  };
}

/** A published promise was looked at. */
export function promiseStep(value: number, unit: ClockUnit, taken: boolean, rule: ClockRule): ClockStep {
  const zh = `公开承诺期限为${periodZh(value, unit)}`;
  const en = `The controller published a promise of ${periodEn(value, unit)}`;
  if (taken)
    return {
      zh: `${zh}，短于${periodZh(rule.value, rule.unit)}，以承诺期限为准。`,
      en: `${en}, which is shorter than ${periodEn(rule.value, rule.unit)} and replaces it.`,
      article: rule.legalBasis,
    };
  return {
    zh: `${zh}，不短于本规则期限或本规则不适用承诺期限，不予采用。`,
    en: `${en}; it is not shorter, or this rule takes no promise, so it changes nothing.`,
    article: rule.legalBasis,
  };
}

/** An extension was declared: what it means here. */
export function extensionStep(extension: ExtensionPolicy | undefined, rule: ClockRule): ClockStep {
  if (extension === undefined || rule.kind !== extension.clock)
    return {
      zh: '本规则不允许对该请求延期；按原期限计算。',
      en: 'These rules allow no extension of this request; the ordinary period stands.',
      article: extension?.legalBasis ?? rule.legalBasis,
    };
  return {
    zh: `延期${periodZh(extension.value, extension.unit)}：自起算日一次计满${periodZh(rule.value, rule.unit)}，而非在原末日上累加。`,
    en: `Extended by ${periodEn(extension.value, extension.unit)}: the whole is ${periodEn(rule.value, rule.unit)} counted from the start in one step, not added to the first end.`,
    article: extension.legalBasis,
  };
}

/** A pause that counted. */
export function pauseStep(
  from: string,
  to: string,
  days: number,
  end: CalendarDay,
  regime: Regime,
): ClockStep {
  const countsAsking = regime.pauses.arithmetic === 'includeBothDays';
  return {
    zh: `期限中止：${from}提出询问，${to}收到答复，${countsAsking ? '两日均计' : '询问当日不计'}，共加${days}日；中止均计入后末日为${dayZh(end.date, end.weekday)}。`,
    en: `Suspended: asked on ${from}, answered on ${to}, ${countsAsking ? 'both days' : 'asking day not'} counted, ${days} days added; with all suspensions the last day is ${dayEn(end.date, end.weekday)}.`,
    article: regime.pauses.legalBasis,
  };
}

/** A pause that changed nothing. */
export function ignoredPauseStep(reason: string, isLate: boolean, regime: Regime): ClockStep {
  return {
    zh: isLate ? '期限届满后才提出询问，不再中止。' : `本规则不因“${reason}”中止期限；不加日数。`,
    en: isLate
      ? 'A question asked after the period had ended suspends nothing.'
      : `These rules know no suspension for "${reason}"; no days are added.`,
    article: regime.pauses.legalBasis,
  };
}

/** The last day was a rest day and moved. */
export function rollStep(restDays: readonly CalendarDay[], end: CalendarDay, article: string): ClockStep {
  return {
    zh: `末日为休息日，跳过${daysZh(restDays)}，顺延至${dayZh(end.date, end.weekday)}。`,
    en: `The last day is a rest day; passing over ${daysEn(restDays)} it moves to ${dayEn(end.date, end.weekday)}.`,
    article,
  };
}

/** Some day is not settled by a published calendar. */
export function provisionalStep(hasBuffer: boolean): ClockStep {
  return {
    zh: `所涉日期的日历尚未公布，结果为暂定${hasBuffer ? '：周一至周五均按工作日计，并预留两个工作日' : '：按目前已知的日历计算，未知节假日不顺延'}；日历载入后须重新计算。`,
    en: `The calendar of some of these days is not published, so the date is provisional${hasBuffer ? ': every Monday to Friday counts as a working day and two working days are kept in hand' : ': it is counted by what is known so far, unknown holidays move nothing'}; recompute when the calendar is loaded.`,
  };
}

/** What it comes to. */
export function resultStep(end: CalendarDay, deadlineAt: string, strictDate: string): ClockStep {
  return {
    zh: `最后一日为${dayZh(end.date, end.weekday)}；须在${deadlineAt}之前完成。不顺延、不中止的严格末日为${strictDate}。`,
    en: `The last day is ${dayEn(end.date, end.weekday)}; done in time means strictly before ${deadlineAt}. Without roll-forward and suspension the last day is ${strictDate}.`,
  };
}

/** An hour clock: exact time. */
export function hourStep(rule: ClockRule, instant: string, deadlineAt: string): ClockStep {
  return {
    zh: `${startNames[rule.startEvent]['zh-CN']}：${instant}；逐时计算${periodZh(rule.value, rule.unit)}，节假日不停止，须在${deadlineAt}之前完成。`,
    en: `${startNames[rule.startEvent].en}: ${instant}; ${periodEn(rule.value, rule.unit)} of elapsed time, holidays included; done in time means strictly before ${deadlineAt}.`,
    article: rule.legalBasis,
  };
}

/** Neighbouring days of one name become a range: a reader checks blocks, not single days. */
function ranges(days: readonly CalendarDay[]): { from: string; to: string; name: LocalText }[] {
  const found: { from: string; to: string; name: LocalText; last: CalendarDay }[] = [];
  for (const day of days) {
    const name = day.name ?? weekend;
    const block = found.at(-1);
    const isNext = block !== undefined && block.name === name && follows(block.last, day);
    if (isNext) Object.assign(block, { to: day.date, last: day });
    else found.push({ from: day.date, to: day.date, name, last: day });
  }
  return found;
}

function follows(a: CalendarDay, b: CalendarDay): boolean {
  return b.index === a.index + 1 || (b.index === 0 && a.date.endsWith('12-31'));
}

function daysEn(days: readonly CalendarDay[]): string {
  return ranges(days)
    .map(({ from, to, name }) => `${from === to ? from : `${from} to ${to}`} (${name.en})`)
    .join(', ');
}

function daysZh(days: readonly CalendarDay[]): string {
  return ranges(days)
    .map(({ from, to, name }) => `${from === to ? from : `${from}至${to}`}（${name['zh-CN']}）`)
    .join('、');
}
