/** Columns that a text takes on a terminal: Chinese characters and full-width marks take two. */
export function displayWidth(text: string): number {
  return Array.from(text).reduce((width, letter) => width + (isWide(letter) ? 2 : 1), 0);
}

function isWide(letter: string): boolean {
  return /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/u.test(
    letter,
  );
}

/** A text filled up with blanks to so many columns. */
export function padDisplay(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

/** Rows as lines with aligned columns; the last column is left as it is. */
export function alignColumns(rows: readonly (readonly string[])[], indent = ''): string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, at) =>
    Math.max(...rows.map((row) => displayWidth(row[at] ?? ''))),
  );
  return rows.map(
    (row) =>
      indent +
      row
        .map((cell, at) => (at === row.length - 1 ? cell : padDisplay(cell, widths[at] ?? 0)))
        .join('  ')
        .trimEnd(),
  );
}
