import { condition } from '@temporalio/workflow';
import type { LetterResult } from '../contracts/temporal/messages';
import { unprovenExtensionAlert } from '../domain/clock-alerts';
import { letters } from './activity-stubs';
import type { RequestLetter } from './letters-owed';
import type { RequestRun } from './request-run';
import { isoNow } from './request-run';

/**
 * Sends the letters that a command or a missed deadline calls for, beside the story and beside each other: a mail server
 * that asks for patience with one must hold up neither the command's answer, nor the work on the stores, nor a notice
 * that has a last moment.
 */
export async function postLetters(run: RequestRun): Promise<void> {
  const posts: Promise<void>[] = [];
  for (;;) {
    await condition(() => run.lettersToPost.length > 0 || (!run.isOpen() && run.posting === 0));
    const letter = run.lettersToPost.shift();
    if (letter === undefined) break;
    posts.push(post(run, letter));
  }
  await Promise.all(posts);
}

async function post(run: RequestRun, letter: RequestLetter): Promise<void> {
  run.posting += 1;
  const result = await letters.sendNotice(letter);
  if (letter.kind === 'extension') await proveExtension(run, letter, result);
  run.posting -= 1;
}

type ExtensionLetter = Extract<RequestLetter, { kind: 'extension' }>;

/**
 * An extension holds only with the proof that the person was told in time. Without it the old clock stands, and staff
 * hear of it while there may still be time to answer.
 */
async function proveExtension(run: RequestRun, letter: ExtensionLetter, result: LetterResult): Promise<void> {
  const { requestId, regime } = letter;
  const serial = Number(letter.serial);
  // Once the answer is on its way nothing changes it, and an extension has become idle.
  if (run.state.closing === true || !run.isOpen()) return;
  const proof = { regime, serial, noticeId: `${requestId}/extension/${serial}`, at: result.at };
  if (result.inTime) return run.applyAndRecord({ name: 'extensionHeld', ...proof }, { countClocks: true });
  const clock = run.state.clocks.find((each) => each.regime === regime && each.extendBefore !== undefined);
  const alert = unprovenExtensionAlert(requestId, regime, serial, clock, isoNow());
  const reason = result.status === 'refused' ? ('refused' as const) : ('late' as const);
  await run.applyAndRecord({ name: 'extensionFailed', ...proof, reason }, { alerts: [alert] });
}
