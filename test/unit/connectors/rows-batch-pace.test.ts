import { batchPace } from '../../../connectors/rows/batch-pace';

describe('The pace of batches', () => {
  /** A pace whose every batch takes as long as told. */
  function paceTaking(): { sizesWhen: (...tookMs: number[]) => Promise<number[]> } {
    let now = 0;
    const pace = batchPace({ least: 100, most: 800 }, () => now);
    return {
      sizesWhen: async (...tookMs) => {
        const sizes: number[] = [];
        for (const took of tookMs) {
          await pace.timed(() => Promise.resolve((now += took)));
          sizes.push(pace.size());
        }
        return sizes;
      },
    };
  }

  test('When statements are quick, then batches grow to the most, and no further', async () => {
    expect(await paceTaking().sizesWhen(1, 1, 1, 1)).toEqual([200, 400, 800, 800]);
  });

  test('When statements are slow, then batches shrink to the least, and stay where it is right', async () => {
    expect(await paceTaking().sizesWhen(1, 1, 2_000, 250, 2_000, 2_000)).toEqual([
      200, 400, 200, 200, 100, 100,
    ]);
  });

  test('When a statement fails, then its failure comes through and the size stays', async () => {
    const pace = batchPace({ least: 100, most: 800 }, () => 0);
    await expect(pace.timed(() => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
    expect(pace.size()).toBe(100);
  });
});
