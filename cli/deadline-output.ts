import type { ClockReading } from '../domain/clock';

/** Language of the explanation. */
export type Language = 'zh-CN' | 'en';

/** Exit status for input that cannot be counted. */
export const refusedStatus = 2;

/** A mistake of the caller, with a code; the command ends with exit status 2. */
export class UsageError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = 'UsageError';
    this.code = code;
  }
}

/** Prints each step of a count with its article. */
export function showSteps({ steps }: ClockReading, lang: Language): void {
  for (const [i, step] of steps.entries()) {
    const article = step.article === undefined ? '' : `  (${step.article})`;
    console.log(`  ${i + 1}. ${lang === 'en' ? step.en : step.zh}${article}`);
  }
}
