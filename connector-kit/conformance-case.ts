import type { ConnectorOptions } from '../connectors';
import { createConnector } from '../connectors';
import type { Connector } from '../domain/connector';
import type { StoreMap } from '../domain/data-map';
import { options } from './calls';
import type { Rig, RigPart } from './rig';

/** One thing that every automatic connector must do, against its real server. */
export interface ConformanceCase {
  /** Stable name, e.g. `repeat`. */
  readonly id: string;
  /** `When …, then …` */
  readonly title: string;
  /** Which danger a pass excludes. */
  readonly proves: string;
  /** Parts of the rig without which the case cannot be run. */
  readonly needs: readonly RigPart[];
  /** Throws `CaseFailure` when the connector does not conform. The world was put back before. */
  readonly run: (trial: Trial) => Promise<void>;
}

/** What a case works with. */
export interface Trial {
  readonly rig: Rig;
  readonly connector: Connector;
  /** Another connector to the same store, closed after the case. */
  readonly connect: (
    change: Partial<StoreMap>,
    connection?: string,
    more?: Partial<ConnectorOptions>,
  ) => Connector;
}

/** The connector of a rig. */
export function connectorOf(rig: Rig): Connector {
  return (rig.connect ?? createConnector)(rig.store, rig.connection, options);
}

/** Runs one case in a fresh world; connectors that it opens are closed, and the wire passes again. */
export async function runCase(one: ConformanceCase, rig: Rig, connector: Connector): Promise<void> {
  const opened: Connector[] = [];
  const connect: Trial['connect'] = (change, connection = rig.connection, more = {}) => {
    const made = (rig.connect ?? createConnector)({ ...rig.store, ...change }, connection, {
      ...options,
      ...more,
    });
    opened.push(made);
    return made;
  };
  try {
    await rig.reset();
    await one.run({ rig, connector, connect });
  } finally {
    rig.proxy?.pass();
    for (const each of opened) await each.close();
  }
}

/** Why a case cannot be run on this rig, or `undefined` when it can. */
export function whyNotProven({ needs }: ConformanceCase, rig: Rig): string | undefined {
  const missing = needs.find((part) => rig[part] === undefined);
  return missing === undefined ? undefined : (rig.unproven?.[missing] ?? `the rig offers no ${missing}`);
}
