import type { JoinInput, JoinResult, StoreQuestion } from '../contracts/temporal/messages';
import type { StoreId } from '../domain/ids';
import { mostWaves } from '../domain/identity-graph';
import { singleStore } from './activity-stubs';
import type { RequestRun } from './request-run';
import { newTaskId } from './request-run';
import type { FanOutResult } from './store-fan-out';
import { troubleCode, workOnAllStores, workOnEach } from './store-fan-out';

/** What a search came to: whether stores told more identifiers than were known before. */
export interface SearchResult {
  readonly learned: boolean;
}

/**
 * Searches every store, and again by what they told, wave by wave, until nothing new comes. Then staff are asked about
 * records that are only perhaps the person's, one question per store, and what they answered is searched anew.
 */
export async function searchStores(run: RequestRun): Promise<SearchResult> {
  const open = new Map<StoreId, StoreQuestion>();
  let learned = false;
  let found = await workOnAllStores(run, 'survey');
  for (;;) {
    learned = (await followWaves(run, found, open)) || learned;
    const questions = [...open.values()].filter(({ count }) => count > 0);
    if (questions.length === 0 || run.isEnding()) return { learned };
    await Promise.all(questions.map((question) => ask(run, question)));
    if (run.isEnding()) return { learned };
    open.clear();
    found = await workOnEach(
      run,
      'survey',
      questions.map(({ storeId }) => storeId),
    );
  }
}

/** Searches on as long as stores tell identifiers that nobody knew. The newest question of each store stands. */
async function followWaves(
  run: RequestRun,
  first: FanOutResult,
  open: Map<StoreId, StoreQuestion>,
): Promise<boolean> {
  let found = first;
  for (let wave = 1; ; wave += 1) {
    for (const question of found.questions) open.set(question.storeId, question);
    if (found.learned.length === 0 || run.isEnding()) return wave > 1;
    const { requestId, version } = run.state;
    const stores = [...new Set(found.learned)].sort();
    const isLast = wave === mostWaves;
    const joined = await join(run, { requestId, wave, version, stores, isLast });
    if (joined === undefined || isLast) return true;
    found = await workOnAllStores(run, 'survey', joined);
  }
}

/** Asks the register whose the new identifiers are. When it needs somebody's hand, staff are asked, and it is tried again. */
async function join(run: RequestRun, input: JoinInput): Promise<JoinResult | undefined> {
  while (!run.isEnding()) {
    try {
      return await singleStore.joinIdentity(input);
    } catch (error) {
      const taskId = newTaskId(run.state, 'storeTrouble');
      await run.openTask({ taskId, kind: 'storeTrouble', reason: troubleCode(error) });
    }
  }
  return undefined;
}

async function ask(run: RequestRun, { storeId, count, reason }: StoreQuestion): Promise<void> {
  const taskId = newTaskId(run.state, storeId, 'assignRecords');
  await run.openTask({ taskId, kind: 'assignRecords', storeId, reason, choices: count });
}
