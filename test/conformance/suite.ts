import { connectorOf, runCase, whyNotProven } from '../../connector-kit/conformance-case';
import type { Rig } from '../../connector-kit/rig';
import { conformanceCases } from '../../connector-kit/suite';
import type { Connector } from '../../domain/connector';

export type { Rig } from '../../connector-kit/rig';

/** Every case of the connector kit as a test of its own. What the rig cannot prove is said at the end. */
export function itConforms(name: string, startRig: () => Promise<Rig>): void {
  describe(`${name} conforms`, () => {
    let rig: Rig;
    let connector: Connector;
    const unproven: string[] = [];
    beforeAll(async () => {
      rig = await startRig();
      connector = connectorOf(rig);
    });
    afterAll(async () => {
      await connector.close();
      await rig.stop();
      if (unproven.length > 0) process.stderr.write(`${name}, not proven:\n${unproven.join('\n')}\n`);
    });
    test.each(conformanceCases.map((one) => [one.title, one] as const))('%s', async (_, one) => {
      const why = whyNotProven(one, rig);
      if (why === undefined) await runCase(one, rig, connector);
      else unproven.push(`  ${one.id}: ${why}`);
    });
  });
}
