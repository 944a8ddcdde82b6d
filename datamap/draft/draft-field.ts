import type { IdentifierKind } from '../../domain/data-map';
import type { FieldSketch } from '../../domain/store-sketch';
import type { LikelyField } from './likely-fields';
import { titleOf } from './likely-fields';

/** True when a data map can name the field: letters, digits and _, parts joined by dots. */
export function isNameable(name: string): boolean {
  return /^[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*$/u.test(name);
}

/** One field as one line of YAML, with what somebody must look at behind it. */
export function draftField(
  field: FieldSketch,
  likely: LikelyField | undefined,
  identity: IdentifierKind | undefined,
): string {
  const erasure = erasureOf(field, likely);
  const members = [
    `name: ${field.name}`,
    `title: { zh-CN: ${inQuotes(likely?.titles['zh-CN'] ?? titleOf(field.name))}, en: ${inQuotes(titleOf(field.name))} }`,
    `category: ${likely?.category ?? (identity === undefined ? 'other' : 'identity')}`,
    `class: ${likely?.class ?? (identity === undefined ? 'non-sensitive' : 'general-sensitive')}`,
    ...(identity === undefined ? [] : [`identity: ${identity}`]),
    ...(likely?.tells === undefined ? [] : [`tells: ${likely.tells}`]),
    'purposes: [to-be-named]',
    ...(likely === undefined ? ['source: system'] : []),
    ...(erasure.strategy === undefined ? [] : [`erasure: ${erasure.strategy}`]),
  ];
  const note = [likely?.question, erasure.question].filter((one) => one !== undefined).join('; ');
  return `          - { ${members.join(', ')} }${note === '' ? '' : ` # REVIEW: ${note}`}`;
}

/** What fits the column when its row must stay. Plain facts of an order or a setting are left as they are. */
function erasureOf(
  { type, nullable, unique }: FieldSketch,
  likely: LikelyField | undefined,
): { readonly strategy?: string; readonly question?: string } {
  if (likely === undefined) return {};
  if (nullable) return { strategy: "'null'" };
  if (type === 'text') return { strategy: unique ? 'hmac' : 'mask' };
  return { question: 'can be neither empty nor masked: choose an `erasure` in case its row must stay' };
}

/** Quoted where YAML would read something else than a text. */
export function inQuotes(text: string): string {
  return /^[\p{L}][\p{L}\p{N} -]*$/u.test(text) && !/^(true|false|null|yes|no|on|off)$/i.test(text)
    ? text
    : JSON.stringify(text);
}
