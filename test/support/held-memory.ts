import { liveGrowthMb } from '../../bench/live-memory';

/** Holds eight megabytes and lets forty go, in a process of its own where nobody else's memory is counted; prints the growth. */
async function holdMemory(): Promise<void> {
  const megabyte = (): number[] => Array.from<number>({ length: 2 ** 17 }).fill(1);
  const held: number[][] = [];
  const growth = await liveGrowthMb((look) => {
    for (let chunk = 0; chunk < 40; chunk += 1) megabyte();
    for (let chunk = 0; chunk < 8; chunk += 1) held.push(megabyte());
    look();
    return Promise.resolve();
  });
  process.stdout.write(JSON.stringify({ held: held.length, growth }));
}

holdMemory().catch((error: unknown) => {
  throw error;
});
