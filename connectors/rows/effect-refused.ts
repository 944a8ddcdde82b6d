import type { ApplyAnswer, PlannedWork } from '../../domain/connector';

/** The store said no to an effect, by a rule of its own. The reason is a code such as `constraint:orders_fk`. */
export class EffectRefused extends Error {
  readonly reason: string;
  constructor(reason: string) {
    super(`The store refused the effect: ${reason}.`);
    this.name = 'EffectRefused';
    this.reason = reason;
  }
}

/** The answer for work that was refused as a whole: nothing of it happened. */
export function refusedAnswer(work: PlannedWork, reason: string): ApplyAnswer {
  return {
    status: 'refused',
    reason,
    collections: work.steps.map(({ collection, count }) => ({
      collection,
      code: 'refusedByStore',
      count,
      ground: reason,
    })),
  };
}
