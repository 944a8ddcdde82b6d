import { alignColumns } from './columns';
import { dateText } from './deadline-output';
import { clockNames } from './deadline-words';
import type { Language } from './deadline-words';
import type { ClockDates, Direction, Move, Simulation } from './simulate-compare';

const headings: Readonly<Record<Direction, Readonly<Record<Language, string>>>> = {
  earlier: { 'zh-CN': '提前', en: 'Come forward' },
  added: { 'zh-CN': '新增', en: 'New' },
  later: { 'zh-CN': '推后', en: 'Move back' },
  removed: { 'zh-CN': '取消', en: 'No longer run' },
};
const columns = {
  'zh-CN': ['请求', '状态', '规则与期限', '现在', '以后', '现严格末日', '以后严格末日'],
  en: ['Request', 'State', 'Clock', 'Now', 'Then', 'Strict now', 'Strict then'],
} as const;
const states: Readonly<Record<Move['state'], Readonly<Record<Language, string>>>> = {
  open: { 'zh-CN': '处理中', en: 'open' },
  closed: { 'zh-CN': '已办结', en: 'closed' },
  given: { 'zh-CN': '文件', en: 'given' },
};

/** What would move, for people: what comes forward first, then what could not be counted, then the sums. */
export function simulationText(simulation: Simulation, lang: Language): string {
  const { moves, uncounted } = simulation;
  const parts = (Object.keys(headings) as Direction[]).flatMap((direction) => {
    const rows = moves.filter((move) => move.direction === direction).map((move) => rowOf(move, lang));
    if (rows.length === 0) return [];
    return [
      [`${headings[direction][lang]} (${rows.length})`, ...alignColumns([columns[lang], ...rows], '  ')].join(
        '\n',
      ),
    ];
  });
  if (uncounted.length > 0) {
    const rows = uncounted.map(({ requestId, law, code, message }) => [
      requestId,
      lawNames[law][lang],
      `${code}: ${message}`,
    ]);
    parts.push(
      [
        `${lang === 'en' ? 'Could not be counted' : '无法计算'} (${rows.length})`,
        ...alignColumns(rows, '  '),
      ].join('\n'),
    );
  }
  return [...parts, sumsText(simulation, lang)].join('\n\n');
}

const lawNames = {
  present: { 'zh-CN': '按现行规则', en: 'by the rules as they are' },
  changed: { 'zh-CN': '按变更后规则', en: 'by the changed rules' },
} as const;

function rowOf({ requestId, state, regime, clock, now, then }: Move, lang: Language): string[] {
  const dateOf = (dates: ClockDates | null, date: 'date' | 'strictDate') =>
    dates === null ? '–' : dateText(dates[date])[lang];
  return [
    requestId,
    states[state][lang],
    `${regime} ${clockNames[clock][lang]}`,
    dateOf(now, 'date'),
    dateOf(then, 'date'),
    dateOf(now, 'strictDate'),
    dateOf(then, 'strictDate'),
  ];
}

function sumsText({ read, counted, moves, settled, deviating }: Simulation, lang: Language): string {
  const requests = new Set(moves.map(({ requestId }) => requestId)).size;
  const forward = moves.filter(comesForward).length;
  const sums =
    lang === 'en'
      ? `${read} requests read, ${counted} counted. ${moves.length} dates of ${requests} requests move, ${forward} of them forward; ${settled} are no longer provisional.`
      : `读取${read}件请求，计算${counted}件。${requests}件请求的${moves.length}个日期变动，其中${forward}个提前；${settled}个不再是暂定。`;
  return deviating === 0 ? sums : `${sums}\n${deviationText(deviating, lang)}`;
}

/** Then this tool does not count as the worker does, or rules changed since; either way its answer is about other dates. */
function deviationText(deviating: number, lang: Language): string {
  return lang === 'en'
    ? `${deviating} requests stand in the books with other dates than the rules as they are give: check DSR_ZONE, DSR_CALENDAR, DSR_PROMISE_WORKDAYS and DSR_RULES_FILE, or count those requests anew.`
    : `${deviating}件请求在台账中的日期与现行规则的计算结果不同：请核对DSR_ZONE、DSR_CALENDAR、DSR_PROMISE_WORKDAYS与DSR_RULES_FILE，或重新计算这些请求。`;
}

/** True for what must be looked at first: a date that comes forward, or one that nobody knew of. */
export function comesForward({ direction }: Move): boolean {
  return direction === 'earlier' || direction === 'added';
}
