import type { Connector, StoreFailureKind } from '../../domain/connector';
import { planFor, storeCall } from '../calls';
import type { ConformanceCase, Trial } from '../conformance-case';
import { CaseFailure, expectThat, expectUntouched, shownError, storeFailureOf } from '../expectations';
import { closedPort, hostileServers, startHostileServer } from '../hostile-servers';
import { equipped } from '../rig';
import type { Rig } from '../rig';
import { deletion } from './reading';

/** How calls end that get no proper answer. */
export const limitCases: readonly ConformanceCase[] = [
  {
    id: 'cancelled',
    title: 'When the call is cancelled, then it ends with the reason of its caller and nothing happens',
    proves: 'A worker that stops does not leave a call running.',
    needs: [],
    run: async ({ rig, connector }: Trial): Promise<void> => {
      const before = await rig.content(false);
      const reason = new Error('cancelled by the caller');
      const call = storeCall({ signal: AbortSignal.abort(reason) });
      const work = await planFor(connector, deletion, rig.person);
      for (const [what, ended] of [
        ['locate', () => connector.locate(call, rig.person)],
        ['apply', () => connector.apply(call, work)],
      ] as const) {
        const came: unknown = await ended().catch((error: unknown) => error);
        const advice = 'Look at `signal` before the first message, and throw its reason as it is.';
        expectThat(
          `cancelled ${what}`,
          came === reason,
          'the reason of the caller',
          shownError(came),
          advice,
        );
      }
      expectUntouched(before, await rig.content(false));
    },
  },
  {
    id: 'refused-connection',
    title: 'When the server refuses connections, then the failure is unreachable and names no secret',
    proves: 'A store that is down is never "nothing found".',
    needs: ['connectionAt'],
    run: async ({ rig, connect }: Trial): Promise<void> => {
      const port = await closedPort();
      const dead = connect({ timeoutMs: 3_000 }, equipped(rig, 'connectionAt').connectionAt(port));
      await expectSilentFailure(rig, 'locate on a closed port', dead, ['unreachable'], `${port}`);
    },
  },
  ...hostileServers.map(({ id, what }): ConformanceCase => ({
    id,
    title: `When the server takes connections and ${what}, then the call fails no later than its time-out`,
    proves: 'A hostile or broken store holds nobody up, and is never "nothing found".',
    needs: ['connectionAt'],
    run: async (trial: Trial): Promise<void> => expectNoHostage(trial, id),
  })),
  {
    id: 'wrong-connection',
    title: 'When the secret or the address is wrong, then the failure says which and quotes nothing',
    proves: 'No access and a wrong address are told apart, and are never "nothing found".',
    needs: ['wrongConnections'],
    run: async ({ rig, connect }: Trial): Promise<void> => {
      const { wrongConnections } = equipped(rig, 'wrongConnections');
      for (const kind of ['noAccess', 'wrongAddress'] as const) {
        const connection = wrongConnections[kind];
        if (connection === undefined) continue;
        await expectSilentFailure(rig, `locate with ${kind}`, connect({}, connection), [kind], connection);
      }
    },
  },
  {
    id: 'held',
    title:
      'When somebody else holds the records, then a write fails as retryable, and works when they are free',
    proves: 'A lock or deadlock is waited for, and never taken for an answer.',
    needs: ['hold'],
    run: async ({ rig, connector, connect }: Trial): Promise<void> => {
      const call = storeCall();
      const work = await planFor(connector, deletion, rig.person, call);
      const before = await rig.content(false);
      const impatient = connect({ timeoutMs: 1_000 }, rig.connection, { statementTimeoutMs: 400 });
      const free = await equipped(rig, 'hold').hold();
      try {
        const advice = 'Translate lock time-outs and deadlocks into `stalled`.';
        await storeFailureOf(
          'apply on held records',
          impatient.apply(call, work),
          ['stalled', 'unreachable'],
          advice,
        );
      } finally {
        await free();
      }
      expectUntouched(before, await rig.content(false));
      const { status } = await connector.apply(call, work);
      expectThat(
        'apply once they are free',
        status !== 'refused',
        'done or pending',
        status,
        'Let a repeat complete it.',
      );
    },
  },
];

/** The failure is of the kind, and its text holds neither a value nor the connection. */
async function expectSilentFailure(
  rig: Rig,
  what: string,
  connector: Connector,
  kinds: readonly StoreFailureKind[],
  connection: string,
): Promise<void> {
  const advice = 'Translate the driver’s error by its code; an empty answer is never right here.';
  const { message } = await storeFailureOf(what, connector.locate(storeCall(), rig.person), kinds, advice);
  const quoted = [connection, ...rig.person.map(({ value }) => value), 'secret', '127.0.0.1'].find((text) =>
    message.includes(text),
  );
  if (quoted !== undefined)
    throw new CaseFailure(
      `message of ${what}`,
      'no value, secret or address',
      message,
      'Pass no text of the driver on.',
    );
}

async function expectNoHostage(
  { rig, connect }: Trial,
  id: (typeof hostileServers)[number]['id'],
): Promise<void> {
  const server = await startHostileServer(id);
  try {
    const patient = connect({ timeoutMs: 500 }, equipped(rig, 'connectionAt').connectionAt(server.port));
    await expectSilentFailure(
      rig,
      'locate on a server that does not speak',
      patient,
      ['stalled', 'unreachable', 'hostileAnswer', 'wrongAddress', 'noAccess', 'refused'],
      `${server.port}`,
    );
  } finally {
    await server.stop();
  }
}
