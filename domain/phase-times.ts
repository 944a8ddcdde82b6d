import { Temporal } from 'temporal-polyfill';
import type { RequestView, WorkTime } from './ports';
import { answeringKey, pausedKey, phaseKey, unpaidKey, workingPhases } from './remaining-work';

interface Span {
  readonly key: string;
  readonly n: string | number;
  readonly from: string;
  readonly to: string;
}

/**
 * What the phases of a request took, and its questions to the person, now that it has closed. A phase that a withdrawal or
 * a silence cut short says nothing about how long such a phase takes: it is left out.
 */
export function phaseTimes(view: RequestView, closedAt: string): WorkTime[] {
  const questions = questionSpans(view);
  const asked = questions.filter(({ key }) => key === pausedKey);
  return [
    ...phaseSpans(view, closedAt).map((span) => workTime(view, span, msOf(span) - overlapMs(span, asked))),
    ...questions.map((span) => workTime(view, span, msOf(span))),
  ];
}

function phaseSpans(view: RequestView, closedAt: string): Span[] {
  const passed = workingPhases.flatMap((phase) => {
    const from = view.phaseAt?.[phase];
    return from === undefined ? [] : [{ phase, from }];
  });
  return passed.flatMap(({ phase, from }, n) => {
    const to = passed[n + 1]?.from ?? (phase === 'reviewing' ? closedAt : undefined);
    return to === undefined ? [] : [{ key: keyOf(phase, view), n: 1, from, to }];
  });
}

/** A refusal has nothing to review but its letter. */
function keyOf(phase: (typeof workingPhases)[number], view: RequestView): string {
  return phase === 'reviewing' && view.resume?.ending !== undefined ? answeringKey : phaseKey(phase, view);
}

function questionSpans({ resume }: RequestView): Span[] {
  const { pauses = [], fee } = resume ?? {};
  const answered = pauses.flatMap(({ from, to, serial }) =>
    to === undefined ? [] : [{ key: pausedKey, n: serial, from, to }],
  );
  const paid =
    fee?.settledAt === undefined
      ? []
      : [{ key: unpaidKey, n: fee.serial, from: fee.askedAt, to: fee.settledAt }];
  return [...answered, ...paid];
}

function workTime({ requestId }: RequestView, { key, n, to }: Span, ms: number): WorkTime {
  return { timeId: `${requestId}/${key}/${n}`, key, tookMs: Math.max(0, ms), endedAt: to };
}

/** How long the person was waited for within a span: that time was not ours. */
function overlapMs(span: Span, others: readonly Span[]): number {
  const [from, to] = [epochMs(span.from), epochMs(span.to)];
  return others
    .map((other) => Math.min(to, epochMs(other.to)) - Math.max(from, epochMs(other.from)))
    .reduce((sum, ms) => sum + Math.max(0, ms), 0);
}

const epochMs = (instant: string): number => Temporal.Instant.from(instant).epochMilliseconds;

const msOf = ({ from, to }: Span): number => epochMs(to) - epochMs(from);
