import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporal } from '@temporalio/proto';

/** A history as the server keeps it. */
export type History = temporal.api.history.v1.IHistory;
const { History } = temporal.api.history.v1;

const folder = join(__dirname, 'histories');
const fileOf = (name: string) => join(folder, `${name}.json`);

/** Keeps a recorded history as JSON. Payloads stay encrypted, under the lab's fixed key. */
export async function writeHistory(name: string, history: History): Promise<void> {
  const plain = History.toObject(History.fromObject(history), {
    longs: String,
    enums: String,
    bytes: String,
  });
  await mkdir(folder, { recursive: true });
  const lines = (plain['events'] as unknown[]).map((event) => JSON.stringify(event));
  await writeFile(fileOf(name), `{"events":[\n${lines.join(',\n')}\n]}\n`);
}

/** A recorded history, ready to be replayed. `alter` may change it first, event by event, as plain JSON. */
export async function readHistory(
  name: string,
  alter: (events: PlainEvent[]) => PlainEvent[] = (events) => events,
): Promise<History> {
  const { events } = JSON.parse(await readFile(fileOf(name), 'utf8')) as { events: PlainEvent[] };
  return History.fromObject({ events: alter(events) });
}

/** The members of an event that tests look at. */
export interface PlainEvent {
  readonly eventType: string;
  readonly activityTaskScheduledEventAttributes?: {
    readonly activityType: { readonly name: string };
  };
}
