/** What a piece of work cost this process. */
export interface Cost {
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
}

/** Runs `work` and measures it. CPU time is what other users of the machine disturb least. */
export async function costOf(work: () => void | Promise<void>): Promise<Cost> {
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return { cpuSeconds: (user + system) / 1e6, wallSeconds: (performance.now() - startedAt) / 1_000 };
}

/** Costs of two pieces of work in turns, A B B A, so that a slow moment hits both. */
export async function inTurns(
  pairs: number,
  a: () => void | Promise<void>,
  b: () => void | Promise<void>,
): Promise<readonly { readonly a: Cost; readonly b: Cost }[]> {
  const results: { a: Cost; b: Cost }[] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    if (pair % 2 === 0) results.push({ a: await costOf(a), b: await costOf(b) });
    else {
      const second = await costOf(b);
      results.push({ a: await costOf(a), b: second });
    }
  }
  return results;
}
