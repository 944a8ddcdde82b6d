import type { Connector, PlannedWork, StoreCall } from '../../domain/connector';
import { StoreFailure } from '../../domain/connector';
import type { StoreMap } from '../../domain/data-map';
import { callLimits } from '../call-limits';
import type { CallLimits } from '../call-limits';
import type { ConnectorOptions } from '../connector-options';
import { clockOf } from '../connector-options';
import type { PartSessions } from './apply-in-parts';
import { applyInParts, splitWork } from './apply-in-parts';
import { applyRows } from './apply-rows';
import { EffectRefused } from './effect-refused';
import { findRegisteredPeople } from './find-candidates';
import { locateRows } from './locate-rows';
import type { ProbeProblem } from './mapped-fields';
import { planRows } from './plan-rows';
import { probeCanary } from './probe-canary';
import { readRecords } from './read-records';
import type { RowReader, RowWriter } from './row-store';
import { scanIdentifiers } from './scan-identifiers';
import { outcomesOf, surveyTargets } from './survey-targets';
import { verifyRows } from './verify-rows';

/** A search of a whole store takes as long as it takes, a day at most; each of its statements has the store's own time. */
const longestScanMs = 86_400_000;

/** How a kind of database runs the work of a call. Each throws {@link StoreFailure} or {@link EffectRefused} only. */
export interface RowSessions {
  probe(limits: CallLimits): Promise<readonly ProbeProblem[]>;
  reading<T>(limits: CallLimits, work: (reader: RowReader) => Promise<T>): Promise<T>;
  /** In one transaction where the store has them. */
  writing<T>(limits: CallLimits, work: (writer: RowWriter) => Promise<T>): Promise<T>;
  /** On a connection of its own, for proofs. */
  readingAfresh<T>(limits: CallLimits, work: (reader: RowReader) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** A connector over any store of rows or documents: what each right does is the same, only the statements differ. */
export function createRowConnector(
  store: StoreMap,
  sessions: RowSessions,
  options: ConnectorOptions,
): Connector {
  const now = clockOf(options);
  const limits = (signal: AbortSignal) => callLimits(store, signal);
  const read = <T>(signal: AbortSignal, work: (reader: RowReader) => Promise<T>) =>
    refusedIsFailure(store, sessions.reading(limits(signal), work));
  const applied = (call: StoreCall, work: PlannedWork, onCollection: (collection: string) => void) => {
    const reading: PartSessions['reading'] = (part) => sessions.reading(limits(call.signal), part);
    const writing: PartSessions['writing'] = (part) => sessions.writing(limits(call.signal), part);
    const split = splitWork(work);
    return split === undefined
      ? writing((writer) => applyRows(writer, call, work, options.erasureKey, onCollection))
      : applyInParts({ reading, writing }, call, work, split, options.erasureKey, onCollection);
  };
  const register = store.collections.find((collection) => collection.subjects);
  return {
    store,
    probe: async (signal) =>
      probeCanary(store, await refusedIsFailure(store, sessions.probe(limits(signal))), (work) =>
        read(signal, work),
      ),
    ...(register !== undefined && {
      findCandidates: (call, identifiers) =>
        read(call.signal, (reader) => findRegisteredPeople(reader, register, identifiers)),
    }),
    locate: async (call, identifiers, assigned) =>
      (await read(call.signal, (reader) => locateRows(reader, identifiers, assigned))).located,
    scanIdentifiers: (call) =>
      scanIdentifiers((work) =>
        refusedIsFailure(store, sessions.reading(callLimits(store, call.signal, longestScanMs), work)),
      ),
    extract: (call, located, identifiers) =>
      readRecords((work) => read(call.signal, work), call, located, identifiers),
    plan: (call, intent, located, identifiers) =>
      read(call.signal, (reader) => planRows(reader, call, intent, located, identifiers)),
    apply: async (call, work) => {
      let at: string | undefined;
      try {
        const collections = await applied(call, work, (collection) => {
          at = collection;
        });
        return { status: 'done', collections };
      } catch (error) {
        if (!(error instanceof EffectRefused)) throw error;
        // Without transactions a part may have happened before the refusal: ask, do not assume.
        const surveys = await read(call.signal, (reader) => surveyTargets(reader, work, options.erasureKey));
        return {
          status: 'refused',
          reason: error.reason,
          ...(at !== undefined && { collection: at }),
          collections: outcomesOf(surveys, error.reason),
        };
      }
    },
    verify: (call, work) =>
      refusedIsFailure(
        store,
        sessions.readingAfresh(limits(call.signal), (reader) =>
          verifyRows(reader, work, now(), options.erasureKey),
        ),
      ),
    close: () => sessions.close(),
  };
}

/** Outside of `apply` there is no effect to refuse: such an answer means that map and store do not fit. */
async function refusedIsFailure<T>(store: StoreMap, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof EffectRefused)
      throw new StoreFailure('refused', `Store ${store.id} refused to answer: ${error.reason}.`);
    throw error;
  }
}
