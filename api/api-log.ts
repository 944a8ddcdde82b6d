import pino from 'pino';
import type { DestinationStream } from 'pino';
import type { Caller } from './call';

/** One answered call. Members are names, numbers and codes that we made ourselves: no path, query, header or body. */
export interface CallLine {
  readonly route: string;
  readonly method: string;
  readonly status: number;
  readonly ms: number;
  readonly correlationId: string;
  readonly caller: Caller['kind'];
  readonly role?: string;
  readonly code?: string;
}

/** A fault of ours: what kind, and where in the code. */
export interface FaultLine {
  readonly correlationId: string;
  readonly at: string;
  readonly error: unknown;
}

/** The API's log. It takes typed lines only, so that nothing personal can be handed to it by habit. */
export interface ApiLog {
  call(line: CallLine): void;
  fault(line: FaultLine): void;
  /** Start and stop of the process. */
  life(event: 'listening' | 'stopping' | 'stopped', port?: number): void;
}

/** A log as JSON lines to `destination`, by default standard output. */
export function createApiLog(level: string, destination?: DestinationStream): ApiLog {
  const log = pino({ level, base: { part: 'api' } }, destination ?? pino.destination(1));
  return {
    // Picked member by member: whatever else an object carries stays behind.
    call: ({ route, method, status, ms, correlationId, caller, role, code }) =>
      log[status >= 500 ? 'error' : 'info'](
        { route, method, status, ms, correlationId, caller, role, code },
        'call',
      ),
    fault: ({ correlationId, at, error }) => log.error({ correlationId, at, ...shapeOf(error) }, 'fault'),
    life: (event, port) => log.info({ event, port }, 'life'),
  };
}

/** Class and code positions of an error, without its message: messages quote values. */
function shapeOf(error: unknown): { error: string; kind?: string; frames: string[] } {
  if (!(error instanceof Error)) return { error: typeof error, frames: [] };
  const kind = 'kind' in error && typeof error.kind === 'string' ? { kind: error.kind } : {};
  const frames = (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8)
    .map((line) => line.trim());
  return { error: error.constructor.name, ...kind, frames };
}
