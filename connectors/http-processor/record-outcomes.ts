import type { PlannedWork, ScopeTarget } from '../../domain/connector';
import type { StoreMap } from '../../domain/data-map';
import type { CollectionOutcome } from '../../domain/outcome';
import { fieldOf, fieldText, recordsOf } from './record-search';
import type { FoundRecord } from './record-search';

/** True when a record is as the target wants it; one that is to be deleted never is. */
export function isSettled(store: StoreMap, target: ScopeTarget, record: unknown): boolean {
  const { restrictionMarker, objection } = recordsOf(store);
  switch (target.action) {
    case 'cease':
      return objection !== undefined && fieldText(record, objection.field) === String(objection.off);
    case 'restrict':
    case 'lift':
      return (
        restrictionMarker === undefined ||
        fieldOf(record, restrictionMarker) === (target.action === 'restrict')
      );
    case 'correct':
      return target.change !== undefined && fieldText(record, target.change.field) === target.change.newValue;
    case 'delete':
      return false;
    default:
      return true;
  }
}

/** What each step came to, by what the processor holds now. */
export function outcomes(
  store: StoreMap,
  work: PlannedWork,
  found: readonly FoundRecord[],
): readonly CollectionOutcome[] {
  return work.scope.targets.map((target, at): CollectionOutcome => {
    const { collection } = target;
    const step = work.steps[at];
    const present = found.filter(({ key }) => target.keys.includes(key));
    const settled = present.filter(({ record }) => isSettled(store, target, record));
    const open = present.length - settled.length;
    const isMissing = target.change !== undefined && settled.length === 0;
    if (step === undefined || open > 0 || isMissing)
      return { collection, code: 'unknown', count: Math.max(1, open) };
    const { promises, ground } = step;
    const count = target.action === 'delete' ? step.count : target.change === undefined ? settled.length : 1;
    return { collection, code: promises, count, ...(ground !== undefined && { ground }) };
  });
}
