import { compareInstants } from './clock-state';
import type { ClockState } from './clock-state';
import { refusal } from './refusal';
import type { Refusal } from './refusal';
import type { Command, RequestState } from './request';

/** Commands that move clocks. */
export type ClockCommand = Extract<
  Command,
  {
    name: 'extend' | 'pause' | 'resume' | 'demandFee' | 'recordFee' | 'changeRegimes' | 'recomputeClocks';
  }
>;

/** Why the content of a command that moves clocks is refused, or `undefined` when it may happen. */
export function clockRefusalOf(state: RequestState, command: ClockCommand, now: string): Refusal | undefined {
  switch (command.name) {
    case 'extend':
      return extensionRefusal(state, command, now);
    case 'pause':
      return pauseRefusal(state, command.reason);
    case 'resume':
      return state.pausedFor === undefined
        ? refusal('DSR_NOT_PAUSED', 'No clock of this request is paused.')
        : undefined;
    case 'demandFee':
      return demandRefusal(state, command);
    case 'recordFee':
      return state.fee?.status === 'asked'
        ? undefined
        : refusal('DSR_FEE_NOT_ASKED', 'No fee is open on this request; ask for one first.');
    case 'changeRegimes':
      return regimesRefusal(state, command.regimes);
    case 'recomputeClocks':
      return undefined;
  }
}

/** Once, on a ground of the list, while the clock runs and its first period is not over. */
function extensionRefusal(
  state: RequestState,
  { regime, ground }: Extract<Command, { name: 'extend' }>,
  now: string,
): Refusal | undefined {
  if (state.extendedRegimes.includes(regime) || isDeclared(state, regime))
    return refusal('DSR_EXTENSION_TWICE', `An extension under ${regime} was declared already.`);
  const clock = state.clocks.find(
    (candidate) => candidate.regime === regime && candidate.extendBefore !== undefined,
  );
  if (clock?.extendBefore === undefined || clock.status === 'satisfied')
    return refusal('DSR_EXTENSION_NOT_ALLOWED', `Regime ${regime} allows no extension of this request.`);
  if (clock.status === 'breached' || compareInstants(now, clock.extendBefore) >= 0)
    return refusal(
      'DSR_EXTENSION_TOO_LATE',
      `Regime ${regime} took an extension until ${clock.extendBefore}; it is later.`,
    );
  return clock.extensionGrounds.includes(ground) ? undefined : unknownGround(ground, clock.extensionGrounds);
}

function isDeclared(state: RequestState, regime: string): boolean {
  return state.declaredExtensions.some((declared) => declared.regime === regime);
}

function pauseRefusal(state: RequestState, reason: string): Refusal | undefined {
  if (state.pausedFor !== undefined) return refusal('DSR_ALREADY_DECIDED', 'The request is paused already.');
  const mayPause = ({ status, pauseReasons }: ClockState) =>
    status === 'running' && pauseReasons.includes(reason);
  return state.clocks.some(mayPause)
    ? undefined
    : refusal('DSR_PAUSE_NOT_ALLOWED', `No clock of this request may pause for ${reason}.`);
}

function demandRefusal(
  state: RequestState,
  { regime, ground }: Extract<Command, { name: 'demandFee' }>,
): Refusal | undefined {
  if (state.fee !== undefined && state.fee.status !== 'withdrawn')
    return refusal('DSR_ALREADY_DECIDED', `A fee was asked for already; it is ${state.fee.status}.`);
  const terms = state.feeRules.find((candidate) => candidate.regime === regime);
  if (terms === undefined)
    return refusal(
      'DSR_FEE_NOT_ALLOWED',
      `Regime ${regime} lets no fee be asked for this request; others of it: ${listed(state.feeRules.map((rule) => rule.regime))}.`,
    );
  return terms.grounds.includes(ground) ? undefined : unknownGround(ground, terms.grounds);
}

function regimesRefusal(state: RequestState, regimes: readonly string[]): Refusal | undefined {
  if (regimes.length === 0 || new Set(regimes).size < regimes.length)
    return refusal('DSR_REGIME_UNKNOWN', 'Name at least one regime, and each once.');
  const isSame =
    regimes.length === state.regimes.length && regimes.every((regime) => state.regimes.includes(regime));
  return isSame
    ? refusal('DSR_ALREADY_DECIDED', `These regimes apply already: ${listed(regimes)}.`)
    : undefined;
}

function unknownGround(ground: string, known: readonly string[]): Refusal {
  return refusal('DSR_GROUND_UNKNOWN', `Ground ${ground} is unknown; known: ${listed(known)}.`);
}

function listed(words: readonly string[]): string {
  return words.length === 0 ? 'none' : words.join(', ');
}
