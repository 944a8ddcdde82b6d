import type { ClockLabOptions, TimedRequest } from '../support/clock-lab';
import { useClockLab } from '../support/clock-lab';
import { operator, refusalCode } from '../support/workflow-lab';
import { alertIds, answerClock, dueAts, fact, letter, noticesOf, waiting } from './timed';

const begin = useClockLab();
const extend = { name: 'extend', regime: 'EU-GDPR', ground: 'complexity' } as const;

/** The mail server answers extension letters so; `days` is how long it asks for patience first. */
function slowPost(answer: 'accepted' | 'refused', days = 0): ClockLabOptions {
  let firstAt: number | undefined;
  return {
    script: (now) => ({
      sendNotice: async (input) => {
        const at = await now();
        firstAt ??= Date.parse(at);
        if (input.kind !== 'extension') return { status: 'accepted', at, inTime: true };
        if (Date.parse(at) < firstAt + days * 86_400_000) throw new Error('Come back later.');
        return { status: answer, at, inTime: answer === 'accepted' && at < input.before };
      },
    }),
  };
}

/** Waits, on the server's own time, until the extension is decided. */
async function untilDecided(request: TimedRequest, type: 'extensionHeld' | 'extensionNotProven') {
  return fact(request, type);
}

test('When the notice is delivered in time, then the extension holds and moves the clock, once', async () => {
  const request = await waiting(await begin('EU-GDPR'));
  const before = await answerClock(request, 'EU-GDPR');
  await request.untilDay(20);
  await request.command(extend, operator);
  const sent = await letter(request, 'extension');
  expect(sent).toMatchObject({ regime: 'EU-GDPR', oldDate: before.date, before: before.extendBefore });
  const held = await untilDecided(request, 'extensionHeld');
  expect(held.facts).toMatchObject({
    regime: 'EU-GDPR',
    noticeId: expect.stringContaining('/extension/') as string,
  });
  const after = (
    await request.when('the longer clock', ({ clocks }) => clocks.some(({ extended }) => extended))
  ).clocks[0]!;
  expect(Date.parse(after.deadlineAt)).toBeGreaterThan(Date.parse(before.deadlineAt));
  expect(await request.lines()).toMatchObject([{ clock: 'respondExtended', deadlineAt: after.deadlineAt }]);
  expect(await refusalCode(request.command(extend, operator))).toBe('DSR_EXTENSION_TWICE');

  await request.untilDay(60);
  expect(dueAts(request, 'clockBreached')).toEqual([]);
  await request.untilDay(120);
  expect(dueAts(request, 'clockBreached')).toEqual([after.deadlineAt]);
  // The longer clock has reminders of its own, each once.
  const reminded = dueAts(request, 'reminderDue');
  expect(new Set(reminded).size).toBe(reminded.length);
  expect(reminded.at(-1)).toBe(after.thresholds.at(-1)!.at);
});

test('When the mail server asks for patience past the first period, then the extension does not hold and the old deadline breaks', async () => {
  const request = await waiting(await begin('EU-GDPR', {}, slowPost('accepted', 12)));
  const before = await answerClock(request, 'EU-GDPR');
  await request.untilDay(24);
  await request.command(extend, operator);
  await letter(request, 'extension');
  await request.untilDay(29);
  expect((await answerClock(request, 'EU-GDPR')).deadlineAt).toBe(before.deadlineAt);
  await request.untilDay(60);
  const failed = await untilDecided(request, 'extensionNotProven');
  expect(failed.facts).toMatchObject({ regime: 'EU-GDPR', reason: 'late' });
  expect(dueAts(request, 'clockBreached')).toEqual([before.deadlineAt]);
  expect(alertIds(request, 'extensionNotProven')).toHaveLength(1);
  expect((await request.state()).extendedRegimes).toEqual([]);
  expect(await refusalCode(request.command(extend, operator))).toBe('DSR_EXTENSION_TOO_LATE');
});

test('When the mail server refuses the notice, then staff are alerted and may declare it anew while there is time', async () => {
  const request = await waiting(await begin('EU-GDPR', {}, slowPost('refused')));
  const before = await answerClock(request, 'EU-GDPR');
  await request.untilDay(5);
  await request.command(extend, operator);
  const failed = await untilDecided(request, 'extensionNotProven');
  expect(failed.facts).toMatchObject({ reason: 'refused' });
  expect(alertIds(request, 'extensionNotProven')).toHaveLength(1);
  const state = await request.when('the end', ({ declaredExtensions }) => declaredExtensions.length === 0);
  expect(state.clocks[0]!.deadlineAt).toBe(before.deadlineAt);
  await request.command(extend, operator);
  await request.when('the second end', ({ declaredExtensions }) => declaredExtensions.length === 0);
  expect(noticesOf(request, 'extension')).toHaveLength(2);
});

test('When the time for an extension is over, then it is refused', async () => {
  const request = await waiting(await begin('EU-GDPR'));
  await request.untilDay(45);
  expect(await refusalCode(request.command(extend, operator))).toBe('DSR_EXTENSION_TOO_LATE');
  expect(noticesOf(request, 'extension')).toEqual([]);
});
