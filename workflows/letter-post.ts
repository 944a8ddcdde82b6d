import { condition } from '@temporalio/workflow';
import type { NoticeInput } from '../activities';
import { letters } from './activity-stubs';
import type { RequestRun } from './request-run';

/** A letter in the course of a request. */
export type RequestLetter = NoticeInput;

/**
 * Sends the letters that a command or a missed deadline calls for, one after the other, beside the story: a mail server
 * that asks for patience must hold up neither the command's answer nor the work on the stores.
 */
export async function postLetters(run: RequestRun): Promise<void> {
  for (;;) {
    await condition(() => run.lettersToPost.length > 0 || !run.isOpen());
    const [next] = run.lettersToPost;
    if (next === undefined) return;
    await letters.sendNotice(next);
    run.lettersToPost.shift();
  }
}
