import { compareInstants } from '../../domain/clock-state';
import type { LocalText, Locale } from '../../domain/data-map';
import type { RequestView } from '../../domain/ports';

const sentences = {
  enterMailedCode: {
    en: 'Enter the code that we mail to the e-mail address you gave.',
    'zh-CN': '请输入我们发送到您所填邮箱的验证码。',
  },
  confirmChange: {
    en: 'Look at the exact change and confirm it: nothing is changed before.',
    'zh-CN': '请查看并确认具体更正内容；确认前不会作任何更改。',
  },
  confirmCancellation: {
    en: 'Read what ends with your account and confirm it: nothing ends before.',
    'zh-CN': '请阅读注销后果并确认；确认前不会注销。',
  },
  fetchPackage: {
    en: 'Your data are ready: ask for a code and fetch them.',
    'zh-CN': '您的个人信息已备妥，请获取验证码后下载。',
  },
  answerMessages: {
    en: 'We need something from you: read our message and answer it.',
    'zh-CN': '我们需要您补充信息，请查看消息并回复。',
  },
  wait: {
    en: 'Nothing to do for you now; we write to you when it is done.',
    'zh-CN': '您目前无需操作，办结后我们会通知您。',
  },
  nothing: { en: 'This request is closed.', 'zh-CN': '该请求已办结。' },
} as const satisfies Record<string, LocalText>;

/** What the person should do next. */
export interface NextStep {
  readonly code: keyof typeof sentences;
  readonly text: string;
}

/** The step with its sentence in the caller's language. */
export function nextStep(code: NextStep['code'], locale: Locale): NextStep {
  return { code, text: sentences[code][locale] };
}

/** What somebody with the intake's token should do: nothing about any data may show in it. */
export function nextBeforeProof(view: RequestView, locale: Locale): NextStep {
  if (view.phase === 'closed') return nextStep('nothing', locale);
  const codeAwaited = view.verificationNeeded && (view.phase === 'received' || view.phase === 'verifying');
  return nextStep(codeAwaited ? 'enterMailedCode' : 'wait', locale);
}

/** What the verified person should do. */
export function nextForSubject(view: RequestView, locale: Locale, now: string): NextStep {
  const ready =
    view.package !== undefined &&
    view.package.downloadsLeft > 0 &&
    compareInstants(now, view.package.expiresAt) < 0;
  if (ready && view.phase === 'closed') return nextStep('fetchPackage', locale);
  if (view.phase === 'closed') return nextStep('nothing', locale);
  if (view.phase === 'verifying') return nextStep('enterMailedCode', locale);
  if (view.phase === 'assessing' && view.change !== undefined && view.change.confirmedAt === undefined)
    return nextStep(view.right === 'cancellation' ? 'confirmCancellation' : 'confirmChange', locale);
  return nextStep(view.waiting.includes('pause') ? 'answerMessages' : 'wait', locale);
}
