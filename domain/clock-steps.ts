import type { Calendar, CalendarDay } from './calendar';
import type { LocalPause } from './clock-pauses';
import type { ClockStart, StartedBy } from './clock-start';
import { dayText, daysText, periodText } from './clock-words';
import type { LocalText } from './data-map';
import type { ClockRule, ClockUnit, ExtensionPolicy, Regime } from './regime';

/** One step of a count, for people who must check it. */
export interface ClockStep {
  readonly zh: string;
  readonly en: string;
  /** The article it rests on. */
  readonly article?: string;
}

const events: Readonly<Record<StartedBy, LocalText>> = {
  receipt: { 'zh-CN': '收到请求', en: 'The request was received' },
  discovery: { 'zh-CN': '发现事件', en: 'The incident was discovered' },
  identity: { 'zh-CN': '完成身份核验', en: 'Identity was proven' },
  authority: { 'zh-CN': '完成代理权限核验', en: 'The authority of the agent was proven' },
  fee: { 'zh-CN': '收到费用', en: 'The fee was paid' },
};

/** An instant on the wall of a place: `2026-03-03 00:00`. */
export interface LocalMoment {
  readonly time: string;
  readonly zone: string;
  /** The same in UTC. */
  readonly instant: string;
}

/** The place that the facts name is none of the regime's, so the regime's own stands in. */
export function placeStep(asked: string, calendar: Calendar, zone: string): ClockStep {
  return {
    zh: `日历${asked}不适用于本规则，改按${calendar.name['zh-CN']}（${calendar.id}，${zone}）计算。`,
    en: `Calendar ${asked} does not fit these rules; the count is by ${calendar.name.en} (${calendar.id}, ${zone}).`,
  };
}

/** The rule asks what kind of controller it is, and has a period of its own for this kind. */
export function profileStep(profile: string, rule: ClockRule): ClockStep {
  const period = periodText(rule.value, rule.unit);
  return {
    zh: `控制者属于“${profile}”类，适用为该类规定的期限：${period['zh-CN']}。`,
    en: `The controller is of the kind "${profile}", for which these rules set a period of its own: ${period.en}.`,
    article: rule.legalBasis,
  };
}

/** The event, when it was on the wall of the place, and that its day is not counted. */
export function startStep(
  rule: ClockRule,
  start: ClockStart,
  time: string,
  zone: string,
  day: CalendarDay,
  article: string,
): ClockStep {
  const event = events[start.by];
  const at = dayText(day);
  const clock = time.slice(11);
  const why = whyThisStart(rule, start);
  return {
    zh: `${why['zh-CN']}${event['zh-CN']}：${at['zh-CN']}${clock}（${zone}当地时间）。当日不计入期限，自次日起算。`,
    en: `${why.en}${event.en} on ${at.en} at ${clock} in ${zone}. That day does not count; the next day is the first.`,
    article,
  };
}

function whyThisStart({ startEvent }: ClockRule, { by, status }: ClockStart): LocalText {
  if (startEvent === 'latest')
    return {
      'zh-CN': '期限自收到请求、所需证明齐备、费用付清三者中最晚者起算。',
      en: 'The period starts with the latest of the request, the proof asked for and the fee asked for. ',
    };
  if (startEvent === 'verified' && by === 'receipt' && status === 'running')
    return {
      'zh-CN': '身份在收到请求之前已核验，期限自收到请求起算。',
      en: 'Identity had been proven before the request came, so the period starts with the request. ',
    };
  return { 'zh-CN': '', en: '' };
}

/** Identity is not proven yet, so the clock stands at its safe early position. */
export function notStartedStep(rule: ClockRule): ClockStep {
  return {
    zh: '期限自完成身份核验起算，身份尚未核验，期限尚未起算。为稳妥起见，暂按收到请求当日即已核验计算。',
    en: 'The period starts when identity is proven, which has not happened, so it is not running yet. To be safe it is counted as if identity had been proven on receipt.',
    article: rule.legalBasis,
  };
}

/** An extension was declared: what it means here. */
export function extensionStep(extension: ExtensionPolicy | undefined, rule: ClockRule): ClockStep {
  if (extension === undefined || rule.kind !== extension.clock)
    return {
      zh: '本规则不允许因延期而推迟此期限，仍按原期限计算。',
      en: 'The extension does not move this period under these rules; it stays as it is.',
      article: extension?.legalBasis ?? rule.legalBasis,
    };
  const added = periodText(extension.value, extension.unit);
  const whole = periodText(rule.value, rule.unit);
  return {
    zh: `已延期${added['zh-CN']}。延长后的期限共${whole['zh-CN']}，自起算日一次计满，而不是在原末日上累加。`,
    en: `The period was extended by ${added.en}. The whole, ${whole.en}, is counted from the start in one step and not added to the first end.`,
    article: extension.legalBasis,
  };
}

/** A published promise was looked at. */
export function promiseStep(value: number, unit: ClockUnit, taken: boolean, rule: ClockRule): ClockStep {
  const promised = periodText(value, unit);
  const ruled = periodText(rule.value, rule.unit);
  if (taken)
    return {
      zh: `控制者公开承诺${promised['zh-CN']}内处理，早于规定的${ruled['zh-CN']}，以承诺期限为准。`,
      en: `The controller has publicly promised ${promised.en}. That ends before the ${ruled.en} of the rule and replaces them.`,
      article: rule.legalBasis,
    };
  const takesNone = rule.promise === 'none';
  return {
    zh: `控制者公开承诺${promised['zh-CN']}内处理，${takesNone ? '本规则的期限不因承诺而变' : `并不早于规定的${ruled['zh-CN']}`}，不予采用。`,
    en: `The controller has publicly promised ${promised.en}. ${takesNone ? 'The period of this rule does not change with promises' : `That does not end before the ${ruled.en} of the rule`}, so it changes nothing.`,
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
  const period = periodText(value, unit);
  const last = dayText(end);
  const skipped = daysText(met.restDays);
  const worked = daysText(met.makeUpDays);
  const hasSkipped = met.restDays.length > 0;
  const hasWorked = met.makeUpDays.length > 0;
  return {
    zh: `期限为${period['zh-CN']}，末日为${last['zh-CN']}。${hasSkipped ? `不计入：${skipped['zh-CN']}。` : ''}${hasWorked ? `调休上班，计入：${worked['zh-CN']}。` : ''}`,
    en: `The period is ${period.en}; its last day is ${last.en}.${hasSkipped ? ` Not counted: ${skipped.en}.` : ''}${hasWorked ? ` Counted, because work is done on them: ${worked.en}.` : ''}`,
    article,
  };
}

/** The corresponding day does not exist in the last month, so its last day stands in. */
export function monthEndStep(article: string): ClockStep {
  return {
    zh: '末月没有与起算日对应的日期，以该月最后一日为末日。',
    en: 'The last month has no day with the number of the start day, so its last day ends the period.',
    article,
  };
}

/** A pause that counted. */
export function pauseStep(
  { from, to, days }: LocalPause & { readonly days: number },
  end: CalendarDay,
  regime: Regime,
): ClockStep {
  const countsAsking = regime.pauses.arithmetic === 'includeBothDays';
  const last = dayText(end);
  return {
    zh: `期限中止：${from}提出询问，${to}收到答复，${countsAsking ? '两日均不计入期限' : '自询问次日起不计入期限'}，共增加${days}天。计入全部中止后，末日为${last['zh-CN']}。`,
    en: `Suspended: asked on ${from}, answered on ${to}, ${countsAsking ? 'both days left out' : 'left out from the day after the question'}, ${days} ${days === 1 ? 'day' : 'days'} added. With all suspensions the last day is ${last.en}.`,
    article: regime.pauses.legalBasis,
  };
}

/** A pause for a reason that is none of the regime's changes nothing. */
export function otherReasonStep(reason: string, regime: Regime): ClockStep {
  return {
    zh: `本规则不因“${reason}”中止此期限，不增加天数。`,
    en: `These rules know no suspension of this period for "${reason}"; no days are added.`,
    article: regime.pauses.legalBasis,
  };
}

/** A question that came when the period was over changes nothing. */
export function latePauseStep({ from }: LocalPause, regime: Regime): ClockStep {
  return {
    zh: `${from}提出的询问在期限届满之后，不再中止期限。`,
    en: `The question asked on ${from} came after the period had ended and suspends nothing.`,
    article: regime.pauses.legalBasis,
  };
}

/** The last day was a rest day and moved. */
export function rollStep(restDays: readonly CalendarDay[], end: CalendarDay, article: string): ClockStep {
  const passed = daysText(restDays);
  const last = dayText(end);
  return {
    zh: `末日逢休息日：${passed['zh-CN']}，顺延至${last['zh-CN']}。`,
    en: `The last day falls on rest: ${passed.en}. It moves to ${last.en}.`,
    article,
  };
}

/** Some day is not settled by a published calendar. */
export function provisionalStep(hasBuffer: boolean): ClockStep {
  return {
    zh: `所涉部分日期的日历尚未公布，结果为暂定：${hasBuffer ? '周一至周五均按工作日计，并预留两个工作日' : '按目前已知的日历计算，未知的节假日不作顺延'}。日历公布后须重新计算。`,
    en: `The calendar of some of these days is not published, so the date is provisional: ${hasBuffer ? 'every Monday to Friday counts as a working day, and two working days are kept in hand' : 'it is counted by what is known so far, and unknown holidays move nothing'}. Count again when the calendar is published.`,
  };
}

/** The controller's own aim, which moves no legal date. */
export function targetStep(
  value: number,
  unit: ClockUnit,
  target: CalendarDay,
  isEarlier: boolean,
): ClockStep {
  const period = periodText(value, unit);
  const day = dayText(target);
  if (isEarlier)
    return {
      zh: `内部目标为${period['zh-CN']}，即${day['zh-CN']}；只用于内部安排，不改变法定期限。`,
      en: `The internal target of ${period.en} is ${day.en}; it is for planning and moves no legal date.`,
    };
  return {
    zh: `内部目标为${period['zh-CN']}，不早于严格末日，故以严格末日${day['zh-CN']}为目标。`,
    en: `The internal target of ${period.en} does not end before the strict last day, so the aim is that day, ${day.en}.`,
  };
}

/** What it comes to. */
export function resultStep(end: CalendarDay, before: LocalMoment, strict: CalendarDay): ClockStep {
  const last = dayText(end);
  const strictDay = dayText(strict);
  return {
    zh: `最后一日为${last['zh-CN']}，须在${before.zone}当地时间${before.time}（${before.instant}）之前完成。不顺延、不中止的严格末日为${strictDay['zh-CN']}。`,
    en: `The last day is ${last.en}. In time means done before ${before.time} in ${before.zone} (${before.instant}). Without roll-forward and suspension the last day is ${strictDay.en}.`,
  };
}

/** An hour clock: exact time. */
export function hourStep(rule: ClockRule, start: ClockStart, from: LocalMoment, to: LocalMoment): ClockStep {
  const event = events[start.by];
  const period = periodText(rule.value, rule.unit);
  return {
    zh: `${event['zh-CN']}：${from.zone}当地时间${from.time}。自该时刻起连续计${period['zh-CN']}，节假日不停止，须在${to.time}（${to.instant}）之前完成。`,
    en: `${event.en} at ${from.time} in ${from.zone}. From that moment ${period.en} of elapsed time, holidays included, end at ${to.time} (${to.instant}); done in time means before.`,
    article: rule.legalBasis,
  };
}
