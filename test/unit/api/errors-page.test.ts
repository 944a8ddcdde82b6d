import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCatalogue, isErrorCode } from '../../../domain/errors';

const page = readFileSync(join(__dirname, '../../../docs/errors.md'), 'utf8');
/** Rows of the page: code, status, retryable, English, Chinese. */
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| `DSR_'))
  .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')));

describe('docs/errors.md', () => {
  it.each(Object.entries(errorCatalogue))(
    'When %s is in the catalogue, then its row says the same',
    (code, { status, retryable, text }) => {
      const row = rows.find(([, name]) => name === code);
      expect(row?.slice(2, 6)).toEqual([String(status), retryable ? 'yes' : '', text.en, text['zh-CN']]);
    },
  );

  it('When a code is on the page, then it is in the catalogue, once', () => {
    const codes = rows.map(([, code = '']) => code);
    expect(codes.filter((code) => !isErrorCode(code))).toEqual([]);
    expect(new Set(codes).size).toBe(codes.length);
  });
});
