import type { PlannedWork, VerifyAnswer } from '../../domain/connector';
import type { Proof } from '../../domain/outcome';
import { grownCollections } from './apply-rows';
import { locateRows } from './locate-rows';
import type { RowReader } from './row-store';
import { outcomesOf, surveyTargets } from './survey-targets';

/**
 * What the store itself says after the work. Disproven as `remaining` when a record is not in its target state, as
 * `grew` when a deletion left rows of the person behind that were in no plan.
 */
export async function verifyRows(
  reader: RowReader,
  work: PlannedWork,
  at: string,
  erasureKey: Uint8Array,
): Promise<VerifyAnswer> {
  const surveys = await surveyTargets(reader, work, erasureKey);
  const collections = outcomesOf(surveys);
  if (surveys.some(({ open }) => open.length > 0))
    return { status: 'disproven', collections, reason: 'remaining' };
  if (work.scope.intent.right === 'deletion' || work.steps.length === 0) {
    const { located } = await locateRows(reader, work.scope.identifiers, work.scope.located.assigned);
    const grown = grownCollections(work, located);
    if (grown.length > 0)
      return {
        status: 'disproven',
        collections: [...collections, ...grown.map((one) => ({ ...one, code: 'unknown' as const }))],
        reason: 'grew',
      };
  }
  return { status: 'proven', collections, proof: { kind: proofKind(work), at, remaining: 0 } };
}

function proofKind({ steps }: PlannedWork): Proof['kind'] {
  if (steps.length === 0) return 'search';
  return steps.every(({ ground }) => ground === 'register') ? 'register' : 'requery';
}
