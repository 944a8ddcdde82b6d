import { randomBytes } from 'node:crypto';
import type { Collection, MongoClient } from 'mongodb';
import type { LedgerLine } from '../../domain/ports';
import { openClockBooks } from '../../persistence/create-persistence';
import type { ClockBooks } from '../../persistence/create-persistence';
import { insertMade, madeRequestId } from '../many-documents';

/** A line as the collection `deadlines` holds it. */
export interface LineDocument extends LedgerLine {
  readonly _id: string;
  readonly dueAt: Date;
}

/** A ledger in a database of its own. */
export interface BenchLedger {
  /** Lines that are not due. */
  readonly waiting: number;
  readonly books: ClockBooks;
  readonly lines: Collection<LineDocument>;
  /** Makes exactly `count` lines due at {@link sweptAt}, none of them warned of. */
  lay(count: number): Promise<void>;
  drop(): Promise<void>;
}

/** The instant of every tick. */
export const sweptAt = '2026-11-21T08:00:00Z';

/** Sorts after every id of a line that waits. */
const dueCases = 'req_z';

/** A migrated ledger with so many lines of open requests, none of which is due. */
export async function openLedger(uri: string, bare: MongoClient, waiting: number): Promise<BenchLedger> {
  const database = `habeas_bench_${randomBytes(4).toString('hex')}`;
  const books = await openClockBooks({ uri, database });
  const db = bare.db(database);
  const lines = db.collection<LineDocument>('deadlines');
  const alerts = db.collection('alerts');
  await insertMade(lines, waiting, waitingLine);
  return {
    waiting,
    books,
    lines,
    lay: async (count) => {
      await lines.deleteMany({ _id: { $gte: dueCases } });
      await alerts.deleteMany({});
      await insertMade(lines, count, dueLine);
    },
    drop: async () => {
      await books.close();
      await db.dropDatabase();
    },
  };
}

/** Its next threshold comes between one hour and sixty days after the tick. */
function waitingLine(index: number): LineDocument {
  const minutes = 60 + ((index * 7_919) % (60 * 24 * 60));
  return lineOf(madeRequestId(index), minutes);
}

/** Its first threshold has come within the hour before the tick. */
function dueLine(index: number): LineDocument {
  return lineOf(`${dueCases}${String(index).padStart(19, '0')}`, -(index % 60));
}

function lineOf(caseId: string, minutesToThreshold: number): LineDocument {
  const at = (days: number) =>
    new Date(Date.parse(sweptAt) + minutesToThreshold * 60_000 + days * 86_400_000).toISOString();
  return {
    _id: `${caseId}/EU-GDPR/answer`,
    // The type asks for a checked id; the ledger stores the text.
    caseId: caseId as LedgerLine['caseId'],
    regime: 'EU-GDPR',
    clock: 'answer',
    deadlineAt: at(15),
    strictAt: at(14),
    targetAt: at(13),
    provisional: false,
    calendarVersion: '2026-11',
    status: 'running',
    thresholds: [
      { code: '50%', at: at(0), level: 'operator', fired: false },
      { code: '2d', at: at(13), level: 'supervisor', fired: false },
    ],
    dueAt: new Date(at(0)),
  };
}
