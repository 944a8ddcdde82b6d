import { messageIdOf } from '../../../mail/message-id';
import { retryHintMs } from '../../../mail/retry-hint';

describe('retry hint', () => {
  test.each<[string, number | undefined]>([
    ['451 4.7.1 Greylisted, please try again in 300 seconds', 300_000],
    ['450 4.2.0 Greylisted, see http://postgrey.example/help, retry after 5 min', 300_000],
    ['451 Try again in 1 hour', 3_600_000],
    ['451 please wait 90s', 90_000],
    ['450 come back in 00:04:30', 270_000],
    ['451 retry after 120', 120_000],
    ['451 try again in 999999 hours', 21_600_000],
    ['451 try again in 0 seconds', undefined],
    ['421 Service not available', undefined],
    ['451 4.3.0 Error: queue file write error', undefined],
    ['451 try again in 5 fortnights', 5_000],
    [`451 ${'in '.repeat(50_000)}`, undefined],
  ])('When the reply is %s, then the wait is %s', (reply, expected) => {
    expect(retryHintMs(reply)).toBe(expected);
  });
});

describe('message id', () => {
  test('When the notice is the same, then so is the id, and it tells nothing', () => {
    const id = messageIdOf('req_00000000000000000000/completion/1', 'mail.example');
    expect(id).toBe(messageIdOf('req_00000000000000000000/completion/1', 'mail.example'));
    expect(id).toMatch(/^<[0-9a-f]{32}@mail\.example>$/);
    expect(id).not.toBe(messageIdOf('req_00000000000000000000/completion/2', 'mail.example'));
  });

  test('When the domain is none, then it is refused', () => {
    expect(() => messageIdOf('x', 'a\r\nb')).toThrow(/Message-ID/);
  });
});
