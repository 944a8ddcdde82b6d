import type { z } from 'zod';
import type { Finding, MapPath } from './cross-checks';

/** What the schema refuses, in words that say how to repair it. Needs issues with `reportInput`. */
export function findingsOfIssue(issue: z.core.$ZodIssue): readonly Finding[] {
  const at = issue.path.filter((step): step is string | number => typeof step !== 'symbol');
  const what = lastStep(at);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      at: [...at, key],
      problem: `Unknown word "${key}"`,
      repair: 'Correct its spelling or remove it: a data map has no free fields.',
    }));
  }
  const expected = expectation(issue);
  if (expected === undefined) {
    return [{ at, problem: `"${what}" ${lowerFirst(issue.message)}`, repair: 'Correct the value here.' }];
  }
  return [
    issue.input === undefined
      ? { at, problem: `"${what}" is missing`, repair: `Add \`${what}:\`, ${expected}.` }
      : { at, problem: `"${what}" has no valid value`, repair: `Expected ${expected}.` },
  ];
}

function expectation(issue: z.core.$ZodIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return typeNames[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return `one of: ${issue.values.map(String).join(', ')}`;
    case 'invalid_union':
      return 'a text, true or false';
    case 'invalid_key':
      return 'a code of upper-case words joined by -, such as EU-GDPR';
    default:
      return undefined;
  }
}

/** What the schema's types are called in YAML. */
const typeNames: Readonly<Record<string, string>> = {
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
  string: 'a text',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a number',
};

function lastStep(path: MapPath): string {
  const step = path.at(-1);
  if (step === undefined) return 'the file';
  return typeof step === 'number' ? `entry ${step + 1}` : step;
}

function lowerFirst(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}
