import type { Benchmark } from '../benchmark';
import { countFigures } from './counts';
import { loadFigures } from './load';
import { startBenchCompany } from './system';

/** What a real request costs, through the public API, over the stores of the sample company. */
export const sampleCompany: Benchmark = {
  name: 'sample-company',
  about: 'operations, statements, CPU, memory and requests/s of access and deletion through the API',
  run: async (context) => {
    const servers = await context.servers();
    const place = await startBenchCompany(servers);
    try {
      const counts = await countFigures(place, (line) => context.say(line));
      return [...counts, ...(await loadFigures(servers, place, context.quick))];
    } finally {
      await place.stop();
    }
  },
};
