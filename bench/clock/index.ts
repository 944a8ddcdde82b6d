import { Temporal } from 'temporal-polyfill';
import { computeClocks } from '../../domain/clock';
import type { ClockFacts } from '../../domain/clock';
import type { BenchContext, Benchmark } from '../benchmark';
import { inTurns } from '../cpu';
import type { Figure } from '../figure';
import { median } from '../statistics';

/** One kind of count, and the addition that is its least possible work. */
interface Subject {
  readonly name: string;
  readonly regimes: readonly string[];
  readonly facts: (receivedAt: string) => ClockFacts;
  readonly bare: Temporal.DurationLike;
}

const plain = (receivedAt: string): ClockFacts => ({ receivedAt });
const subjects: readonly Subject[] = [
  { name: '15 working days, China', regimes: ['CN-APP-2019'], facts: plain, bare: { days: 21 } },
  {
    name: '30 days from verified identity, China',
    regimes: ['CN-GBT35273'],
    facts: (receivedAt) => ({ receivedAt, verifiedAt: receivedAt }),
    bare: { days: 30 },
  },
  { name: '1 month and its extension notice, EU', regimes: ['EU-GDPR'], facts: plain, bare: { months: 1 } },
  {
    name: '1 month with a pause and a target, Berlin',
    regimes: ['EU-GDPR'],
    facts: (receivedAt) => ({
      receivedAt,
      calendar: 'DE-BE',
      target: { value: 28, unit: 'day' },
      pauses: [{ from: later(receivedAt, 24), to: later(receivedAt, 144), reason: 'identity' }],
    }),
    bare: { months: 1 },
  },
  {
    name: 'all clocks of six regimes',
    regimes: ['CN-APP-2019', 'CN-GBT35273', 'EU-GDPR', 'UK-GDPR', 'US-CA-CCPA', 'KR-PIPA'],
    facts: plain,
    bare: { days: 30 },
  },
];

function later(instant: string, hours: number): string {
  return new Date(Date.parse(instant) + hours * 3_600_000).toISOString();
}

/** What a clock costs: it is counted at intake, at every fact that moves it, and for all open requests when a calendar comes. */
export const clock: Benchmark = {
  name: 'clock',
  about: 'one clock with its explanation in two languages, against a bare addition of dates',
  run: async (context) => {
    const figures: Figure[] = [];
    for (const subject of subjects) figures.push(await figureOf(subject, context));
    return figures;
  },
};

async function figureOf({ name, regimes, facts, bare }: Subject, context: BenchContext): Promise<Figure> {
  const instants = receipts(context.quick ? 2_000 : 10_000);
  const all = instants.map(facts);
  const dates = instants.map((at) => at.slice(0, 10));
  let clocks = 0;
  const count = () => {
    clocks = 0;
    for (const each of all) clocks += computeClocks(regimes, 'access', each).length;
  };
  const add = () => {
    for (let round = 0; round < clocks; round += dates.length)
      for (const date of dates) Temporal.PlainDate.from(date).add(bare).toString();
  };
  count();
  add();
  const costs = await inTurns(context.quick ? 3 : 9, count, add);
  const additions = Math.ceil(clocks / dates.length) * dates.length;
  return {
    name: `µs of CPU per clock: ${name}`,
    nature: 'measured',
    value: median(costs.map(({ a }) => (a.cpuSeconds * 1e6) / clocks)),
    unit: 'µs',
    baseline: median(costs.map(({ b }) => (b.cpuSeconds * 1e6) / additions)),
    target: { of: 'value', atMost: 50 },
    note: 'The addition knows no zone, holiday, pause or article; it shows what the dates alone cost.',
  };
}

/** Instants of receipt over eighteen months, none twice. */
function receipts(count: number): string[] {
  const first = Date.UTC(2025, 0, 2);
  const step = Math.floor((540 * 86_400_000) / count);
  return Array.from({ length: count }, (_, i) => new Date(first + i * step).toISOString());
}
