import type { CalendarDay } from './calendar';
import type { LocalText } from './data-map';
import type { ClockUnit } from './regime';

const weekdaysZh = ['一', '二', '三', '四', '五', '六', '日'];
const weekdaysEn = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const weekend: LocalText = { 'zh-CN': '周末', en: 'weekend' };
const units: Readonly<Record<ClockUnit, LocalText>> = {
  hour: { 'zh-CN': '小时', en: 'hour' },
  day: { 'zh-CN': '个自然日', en: 'calendar day' },
  workday: { 'zh-CN': '个工作日', en: 'working day' },
  businessDay: { 'zh-CN': '个营业日', en: 'business day' },
  month: { 'zh-CN': '个月', en: 'month' },
};

/** A day with its weekday; the date in ISO form, which reads the same in every country. */
export function dayText({ date, weekday }: Pick<CalendarDay, 'date' | 'weekday'>): LocalText {
  return {
    'zh-CN': `${date}（周${weekdaysZh[weekday - 1] ?? ''}）`,
    en: `${weekdaysEn[weekday - 1] ?? ''} ${date}`,
  };
}

/** `15 working days`. */
export function periodText(value: number, unit: ClockUnit): LocalText {
  return {
    'zh-CN': `${value}${units[unit]['zh-CN']}`,
    en: `${value} ${units[unit].en}${value === 1 ? '' : 's'}`,
  };
}

/** Days by name, in order. Neighbouring days of one name become a range: a reader checks blocks, not single days. */
export function daysText(days: readonly CalendarDay[]): LocalText {
  const blocks = blocksOf(days);
  return {
    'zh-CN': blocks.map((block) => `${spanOf(block, '至')}（${block.name['zh-CN']}）`).join('、'),
    en: blocks.map((block) => `${spanOf(block, ' to ')} (${block.name.en})`).join(', '),
  };
}

interface Block {
  readonly first: CalendarDay;
  readonly last: CalendarDay;
  readonly name: LocalText;
}

function spanOf({ first, last }: Block, to: string): string {
  return first === last ? first.date : `${first.date}${to}${last.date}`;
}

function blocksOf(days: readonly CalendarDay[]): Block[] {
  const blocks: Block[] = [];
  for (const day of days) {
    const name = day.name ?? weekend;
    const block = blocks.at(-1);
    if (block !== undefined && sameName(block.name, name) && follows(block.last, day))
      blocks[blocks.length - 1] = { ...block, last: day };
    else blocks.push({ first: day, last: day, name });
  }
  return blocks;
}

function sameName(a: LocalText, b: LocalText): boolean {
  return a === b || (a.en === b.en && a['zh-CN'] === b['zh-CN']);
}

function follows(a: CalendarDay, b: CalendarDay): boolean {
  return b.index === a.index + 1 || (b.index === 0 && a.date.endsWith('12-31'));
}
