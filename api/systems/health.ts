import type { Call } from '../call';
import type { Answer } from '../route';

const patienceMs = 3_000;

/** The process runs and answers. */
export function live(): Promise<Answer> {
  return Promise.resolve({ body: { status: 'live' } });
}

/** What the API needs, part by part; 503 while one of them is down. */
export async function ready({ deps }: Call): Promise<Answer> {
  const [mongodb, temporal] = await Promise.all([
    answersInTime(() => deps.books.ready()),
    answersInTime(() => deps.gateway.ready()),
  ]);
  const allUp = mongodb && temporal;
  const word = (up: boolean) => (up ? 'up' : 'down');
  const body = {
    status: allUp ? 'ready' : 'notReady',
    parts: { mongodb: word(mongodb), temporal: word(temporal) },
  };
  return { status: allUp ? 200 : 503, body };
}

async function answersInTime(question: () => Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), patienceMs);
  });
  try {
    return await Promise.race([question(), tooLate]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
