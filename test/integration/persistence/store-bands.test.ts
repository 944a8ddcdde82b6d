import { afterCall, askBand, newBand } from '../../../domain/store-band';
import type { OwnDatabase } from './support';
import { atOnce, ownDatabase } from './support';

let own: OwnDatabase;
beforeEach(async () => {
  own = await ownDatabase();
});
afterEach(() => own.drop());

const now = '2026-03-02T02:00:00.000Z';
const later = '2026-03-02T02:10:00.000Z';

test('When many calls end at once in two processes, then none of them is lost', async () => {
  const other = await own.secondProcess();
  const books = [own.books, other];
  await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      books[index % 2]!.storeBands.change('shop', (band) =>
        afterCall(band, { planId: `p${index}`, failed: index < 4, rows: index }, now),
      ),
    ),
  );
  const band = await other.storeBands.find('shop');
  expect(band?.calls.map(({ planId }) => planId).sort()).toEqual(
    Array.from({ length: 20 }, (_, index) => `p${index}`).sort(),
  );
  expect(band?.left).toBeUndefined();
  expect(await own.books.storeBands.find('desk')).toBeUndefined();
});

test('When many ask at once for the one trial, then one gets it', async () => {
  for (let index = 0; index < 5; index += 1)
    await own.books.storeBands.change('shop', (band) =>
      afterCall(band, { planId: `p${index}`, failed: true, rows: 1 }, now),
    );
  const may: boolean[] = [];
  let index = 0;
  await atOnce(8, async () => {
    const planId = `trial${(index += 1)}`;
    let mayBegin = false;
    await own.books.storeBands.change('shop', (before) => {
      const asked = askBand(before, { planId, rows: 1 }, later);
      mayBegin = asked.mayBegin;
      return asked.band;
    });
    may.push(mayBegin);
  });
  expect(may.filter(Boolean)).toHaveLength(1);
});

test('When nothing changes, then nothing is written', async () => {
  expect(await own.books.storeBands.change('shop', (band) => band)).toEqual(newBand('shop'));
  expect(await own.books.storeBands.find('shop')).toBeUndefined();
});
