import type { PlannedWork, StoreCall } from '../../domain/connector';
import { collectionOf, StoreFailure } from '../../domain/connector';
import type { CollectionMap } from '../../domain/data-map';
import type { CollectionOutcome } from '../../domain/outcome';
import { applyRows, assertNothingDrifted, driftOf } from './apply-rows';
import { batchPace } from './batch-pace';
import { locateRows } from './locate-rows';
import type { OwnerSet, RowReader, RowWriter } from './row-store';
import { batchesOf } from './row-store';
import { surveyTargets } from './survey-targets';

/** Keys in one statement of a large deletion. */
const partSize = { least: 1_000, most: 10_000 } as const;

/** What a large deletion runs in: each call of `writing` is a transaction of its own. */
export interface PartSessions {
  reading<T>(work: (reader: RowReader) => Promise<T>): Promise<T>;
  writing<T>(work: (writer: RowWriter) => Promise<T>): Promise<T>;
}

/** Rows of one step that are known by what stands in their owner fields. Personal data. */
interface LargeTarget {
  readonly collection: string;
  readonly keys: readonly string[];
  readonly owners: readonly OwnerSet[];
}

/** The plan in two: what is deleted part by part, and everything else. */
interface Split {
  readonly large: readonly LargeTarget[];
  readonly rest: PlannedWork;
}

/** Parts a plan, or says that it is none to be parted: only steps that the plan marked as large ones are. */
export function splitWork(work: PlannedWork): Split | undefined {
  const large = work.scope.targets.flatMap(({ action, collection, keys, owners }) =>
    action === 'delete' && owners !== undefined ? [{ collection, keys, owners }] : [],
  );
  if (large.length === 0) return undefined;
  const isRest = (_: unknown, at: number) => work.scope.targets[at]?.owners === undefined;
  const rest = {
    steps: work.steps.filter(isRest),
    scope: { ...work.scope, targets: work.scope.targets.filter(isRest) },
  };
  return { large, rest };
}

/**
 * Carries out a plan with large deletions. First it looks whether anything drifted, and touches nothing. Then the large ones go
 * part by part, each a transaction: locks are held shortly, a call that ends in the middle has not worked in vain, and its repeat
 * goes on from there. Each part proves itself: what its statement did not delete must not be there. All else follows in one
 * transaction, so that what finds the person goes last.
 */
export async function applyInParts(
  sessions: PartSessions,
  call: Pick<StoreCall, 'heartbeat' | 'operationId'>,
  work: PlannedWork,
  { large, rest }: Split,
  erasureKey: Uint8Array,
  onCollection: (collection: string) => void,
): Promise<readonly CollectionOutcome[]> {
  const narrowed = <R extends RowReader>(reader: R): R => withoutCollections(reader, large);
  await sessions.reading(async (reader) => {
    for (const target of large) await assertNotGrown(reader, work, target);
    await assertRestIsAsPlanned(narrowed(reader), rest, erasureKey);
  });
  let done = 0;
  const onPart = (count: number) => {
    done += count;
    call.heartbeat?.({ done });
  };
  for (const target of large) {
    onCollection(target.collection);
    await deleteInParts(sessions, target, onPart);
  }
  const restCall = {
    ...call,
    heartbeat: (progress: { done: number }) => call.heartbeat?.({ done: done + progress.done }),
  };
  const told =
    rest.steps.length === 0
      ? []
      : await sessions.writing((writer) =>
          applyRows(narrowed(writer), restCall, rest, erasureKey, onCollection),
        );
  return inOrderOfSteps(work, told);
}

/** One outcome per step: those of the rest as they were told, and the large ones as their parts proved them. */
function inOrderOfSteps(work: PlannedWork, told: readonly CollectionOutcome[]): readonly CollectionOutcome[] {
  const others = [...told];
  return work.steps.flatMap(({ collection, promises, count }, at) => {
    const isLarge = work.scope.targets[at]?.owners !== undefined;
    return isLarge ? [{ collection, code: promises, count }] : others.splice(0, 1);
  });
}

/** The same reader for a store that has not these collections: nothing else is reached through them. */
function withoutCollections<R extends RowReader>(reader: R, large: readonly LargeTarget[]): R {
  const collections = reader.store.collections.filter(
    ({ id }) => !large.some(({ collection }) => collection === id),
  );
  return { ...reader, store: { ...reader.store, collections } };
}

/** More rows with the same owner than planned have come since; fewer are those that an earlier call deleted. */
async function assertNotGrown(reader: RowReader, work: PlannedWork, target: LargeTarget): Promise<void> {
  const collection = collectionOf(reader.store, target.collection);
  const planned = work.scope.targets.filter((one) => one.collection === target.collection);
  const keys = new Set(planned.flatMap((one) => one.keys));
  const now = await capable(reader, reader.countOwned)(collection, target.owners);
  if (now > keys.size) throw driftOf(reader, target.collection, 'records were added');
}

async function assertRestIsAsPlanned(
  reader: RowReader,
  rest: PlannedWork,
  erasureKey: Uint8Array,
): Promise<void> {
  const surveys = await surveyTargets(reader, rest, erasureKey);
  const finding = await locateRows(reader, rest.scope.identifiers, rest.scope.located.assigned);
  assertNothingDrifted(reader, rest, surveys, finding);
}

async function deleteInParts(
  sessions: PartSessions,
  { collection: id, keys, owners }: LargeTarget,
  onPart: (count: number) => void,
): Promise<void> {
  const pace = batchPace(partSize);
  for (let at = 0; at < keys.length;) {
    const part = keys.slice(at, at + pace.size());
    await pace.timed(() =>
      sessions.writing(async (writer) => {
        const collection = collectionOf(writer.store, id);
        await writer.guardDeletion(collection, part);
        const deleted = await capable(writer, writer.deleteOwned)(collection, part, owners);
        // The others were deleted by an earlier call, or are no longer the person's.
        if (deleted < part.length && (await isAnyLeft(writer, collection, part)))
          throw driftOf(writer, id, 'a record did not go, or changed its owner,');
      }),
    );
    at += part.length;
    onPart(part.length);
  }
}

async function isAnyLeft(
  reader: RowReader,
  collection: CollectionMap,
  keys: readonly string[],
): Promise<boolean> {
  for (const batch of batchesOf(keys))
    if ((await reader.readRows(collection, batch, [])).length > 0) return true;
  return false;
}

/** A plan says `owners` only where its store can work by them. */
function capable<M>(reader: RowReader, method: M | undefined): M {
  if (method !== undefined) return method;
  throw new StoreFailure('refused', `Store ${reader.store.id} cannot delete by what tells the owner.`);
}
