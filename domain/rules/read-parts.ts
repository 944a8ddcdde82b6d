import { RuleError } from '../clock-error';
import { confidences } from '../regime-words';
import type { Ground, Provenance } from '../regime';
import type { FieldReader } from './field-reader';

/** Form of every `version`; a test compares the hash with the content. */
export const versionForm = /^\d{4}\.\d{2}\.\d{2}\+[0-9a-f]{12}$/;

/** Reads and checks the form of a `version` field. */
export function readVersion(file: FieldReader): string {
  const version = file.text('version');
  if (!versionForm.test(version))
    throw new RuleError(
      'DSR_RULE_VALUE_INVALID',
      `expected <YYYY.MM.DD>+<12 hex digits>, got ${version}.`,
      'version',
    );
  return version;
}

/** Reads where a rule comes from. */
export function readProvenance(item: FieldReader): Provenance {
  return { source: item.text('source'), confidence: item.word('confidence', confidences) };
}

/** Reads a ground of a closed list. */
export function readCodedGround(item: FieldReader): Ground {
  return { code: item.text('code'), article: item.text('article'), text: item.localText('text') };
}
