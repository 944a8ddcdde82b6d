import type { Db } from 'mongodb';
import type { Rig } from '../../connector-kit/rig';

/** Faults of the support desk's database, done by somebody else at work in it. */
export function mongodbFaults(db: Db, connection: string): Partial<Rig> {
  return {
    disguise: [
      ['CN-1', 'CN-9'],
      ['cn-1', 'cn-9'],
      ['ZOË.li@example.com', 'NOË.li@example.com'],
      ['zoë.li@example.com', 'noë.li@example.com'],
      ['0013-8001', '0013-8009'],
    ],
    grow: async () => {
      await db
        .collection('notes')
        .insertOne({ _id: 77 as never, phone: '13800138001', text: 'Zoë called late' });
    },
    refuse: async () => {
      // Ben's ticket must keep three messages; Zoë wrote one of them.
      const rule = { $or: [{ customerNumber: { $ne: 'CN-4' } }, { 'messages.2': { $exists: true } }] };
      await db.command({ collMod: 'tickets', validator: rule, validationLevel: 'strict' });
      return async () => {
        await db.command({ collMod: 'tickets', validator: {} });
      };
    },
    breakSchema: async () => {
      await db.collection('notes').rename('notes_of_last_year');
      return async () => {
        await db.collection('notes_of_last_year').rename('notes');
      };
    },
    wrongConnections: { wrongAddress: connection.replace(db.databaseName, 'no_such_database') },
    unproven: {
      ignoreWrites: 'the server has no rule that takes a deletion and ignores it',
      hold: 'the server locks no documents',
      hostileAnswers: 'documents come in bounded batches; what is not its protocol is tried on every wire',
    },
  };
}
