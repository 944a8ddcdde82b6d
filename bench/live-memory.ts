import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Memory of this process that is in use, in MB: heap and buffers, after a full garbage collection. */
function liveMb(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 2 ** 20;
}

/** The same once nothing is left to free: buffers are given back a turn after what held them was collected. */
export async function settledMb(): Promise<number> {
  for (let round = 0; round < 5; round += 1) {
    collectGarbage();
    await turn();
  }
  return liveMb();
}

/**
 * The most memory in MB that was in use while `work` ran beyond what was in use before. It is looked at whenever `work`
 * calls `look`, every `every`th time. Run `work` once before: code and connections that it needs would be counted, too.
 */
export async function liveGrowthMb(work: (look: () => void) => Promise<unknown>, every = 1): Promise<number> {
  const before = await settledMb();
  let most = Number.NEGATIVE_INFINITY;
  let calls = 0;
  await work(() => {
    calls += 1;
    if (calls % every === 0) most = Math.max(most, liveMb() - before);
  });
  return most;
}
