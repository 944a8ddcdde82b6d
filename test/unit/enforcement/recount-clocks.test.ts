import { recountClocks } from '../../../activities/recount-clocks';
import { PublicError } from '../../../domain/errors';
import type { CaseId } from '../../../domain/ids';
import type { LedgerLine } from '../../../domain/ports';
import { builtInRules } from '../../../domain/rules';

const loaded = builtInRules.calendars.get('CN')?.years.get(2026)?.version ?? '';

function lineOf(caseId: string, calendarVersion: string): LedgerLine {
  const at = '2027-01-08T16:00:00Z';
  return {
    caseId: caseId as CaseId,
    regime: 'CN-APP-2019',
    clock: 'respond',
    deadlineAt: at,
    strictAt: at,
    targetAt: at,
    provisional: true,
    calendarVersion,
    status: 'running',
    thresholds: [],
  };
}

const req = (n: number) => `req_${String(n).padStart(20, '0')}`;

async function recount(
  lines: readonly LedgerLine[],
  command: () => Promise<unknown> = () => Promise.resolve(),
) {
  const told: unknown[][] = [];
  const result = await recountClocks(
    {
      books: {
        deadlines: {
          provisional: (after: CaseId | undefined) => Promise.resolve(after === undefined ? lines : []),
        } as never,
      },
      gateway: {
        command: (...args: unknown[]) => {
          told.push(args);
          return command() as never;
        },
      },
      rules: builtInRules,
    },
    () => undefined,
  );
  return { result, told };
}

it('When the missing year is still not loaded, or none was missing, then nobody is told', async () => {
  const { result, told } = await recount([
    lineOf(req(1), 'CN-2026@x CN-2099@none'),
    lineOf(req(2), 'CN-2026@x'),
    lineOf(req(3), 'none'),
    lineOf(req(4), 'XX-2026@none'),
  ]);
  expect(told).toEqual([]);
  expect(result).toEqual({ recounted: 0, left: 0 });
});

it('When the year is loaded whose notice may re-label the end of the one before, then that is counted again', async () => {
  const { told } = await recount([lineOf(req(1), 'CN-2025@x'), lineOf(req(2), 'FR-2025@x')]);
  expect(told.map(([requestId, updateId]) => [requestId, updateId])).toEqual([
    [req(1), `recount/CN-2026@${loaded}`],
  ]);
});

it('When the year has been loaded since, then each request is told once, under a name that a repeat repeats', async () => {
  const lines = [lineOf(req(1), 'CN-2025@x CN-2026@none'), lineOf(req(1), 'CN-2026@none')];
  const first = await recount(lines);
  expect(first.told).toEqual([
    [
      req(1),
      `recount/CN-2026@${loaded}`,
      { name: 'recomputeClocks', cause: 'calendar' },
      { kind: 'system', id: 'engine' },
    ],
  ]);
  expect(first.result).toEqual({ recounted: 1, left: 0 });
  expect((await recount(lines)).told).toEqual(first.told);
});

it('When requests refuse, then the others are told all the same; when the engine is away, then the round ends', async () => {
  const lines = Array.from({ length: 40 }, (_, n) => lineOf(req(n), 'CN-2026@none'));
  const refused = await recount(lines, () => Promise.reject(new PublicError('DSR_WRONG_PHASE')));
  expect(refused.result).toEqual({ recounted: 0, left: 40 });
  const away = await recount(lines, () => Promise.reject(new PublicError('DSR_UNAVAILABLE')));
  expect(away.told).toHaveLength(20);
});
