import type { ExactRecord, KeptFile, PackageInput } from '../../domain/access-package';
import type { CollectionMap } from '../../domain/data-map';
import { filled } from '../notices/phrases';
import type { Templates } from '../template-engine';
import { packagePhrases } from './field-explanation';
import type { SetPaths } from './package-paths';
import { escaped, shownValue } from './shown-value';
import type { TextFile, TrackWriter } from './track-writer';

/** Name of the template of a page of records. */
export const pageTemplate = 'page.njk';
/** Rows on one page: enough to scroll, few enough for any browser. */
const rowsOnPage = 500;
/** Stands in the template where the rows go; no value can contain it, for values are escaped. */
const rowsMark = '<!--rows-->';

/** A file beside a record, and where it lies in the package. */
export interface PlacedFile {
  readonly file: KeptFile;
  readonly path: string;
}

/** Writes the records of a data set as pages to read, {@link rowsOnPage} on each. */
export class RecordPages {
  private readonly row: RowWriter;
  private rows = 0;
  private page: TextFile | undefined;
  private pages = 0;
  private readonly track: TrackWriter;
  private readonly paths: SetPaths;
  private readonly frame: (page: number) => {
    readonly head: string;
    readonly foot: (more: boolean) => string;
  };

  constructor(
    track: TrackWriter,
    paths: SetPaths,
    input: PackageInput,
    set: CollectionMap,
    templates: Templates,
  ) {
    this.track = track;
    this.paths = paths;
    this.row = rowWriter(input, set);
    this.frame = (page) => pageFrame(page, paths, input, set, templates);
  }

  async add(record: ExactRecord, files: readonly PlacedFile[]): Promise<void> {
    if (this.rows % rowsOnPage === 0) await this.turn();
    this.rows += 1;
    await this.page?.write(this.row(this.rows, record, files));
  }

  /** Ends the last page. Returns the number of pages. */
  async end(): Promise<number> {
    await this.close(false);
    return this.pages;
  }

  private async turn(): Promise<void> {
    await this.close(true);
    this.pages += 1;
    this.page = this.track.begin(this.paths.page(this.pages));
    await this.page.write(this.frame(this.pages).head);
  }

  private async close(more: boolean): Promise<void> {
    if (this.page === undefined) return;
    await this.page.write(this.frame(this.pages).foot(more));
    await this.page.end();
  }
}

function pageFrame(
  page: number,
  paths: SetPaths,
  { locale, requestId }: PackageInput,
  set: CollectionMap,
  templates: Templates,
) {
  const words = packagePhrases(locale);
  const render = (more: boolean): readonly [string, string] => {
    const [head = '', foot = ''] = templates
      .render(pageTemplate, {
        locale,
        words,
        caseNumber: requestId,
        title: set.title[locale],
        page: filled(words.page, { page }),
        previous: page > 1 ? localName(paths.page(page - 1)) : '',
        next: more ? localName(paths.page(page + 1)) : '',
        heads: [
          ...set.fields.map((field) => field.title[locale]),
          ...(set.elements === undefined ? [] : [words.yourRecords]),
        ],
      })
      .split(rowsMark);
    return [head, foot];
  };
  return { head: render(false)[0], foot: (more: boolean) => render(more)[1] };
}

/** Pages of a store lie in one folder. */
function localName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

type RowWriter = (number: number, record: ExactRecord, files: readonly PlacedFile[]) => string;

/** Rows are put together by hand: a template for each of a million rows would take longer than everything else. */
function rowWriter(input: PackageInput, { fields, elements }: CollectionMap): RowWriter {
  const words = packagePhrases(input.locale);
  const cellOf = (label: string): string => `<td data-label="${escaped(label)}">`;
  const columns = fields.map((field) => ({ name: field.name, start: cellOf(field.title[input.locale]) }));
  const absent = escaped(words.notGiven);
  const text = (record: ExactRecord, name: string): string =>
    // Not the same as empty: a record of somebody else in which the person wrote discloses none of its own fields.
    Object.hasOwn(record, name) ? escaped(shownValue(record[name] ?? null, input)) : absent;
  const entries = (record: ExactRecord): string => {
    const list = elements === undefined ? [] : record[elements.path];
    const shown = (Array.isArray(list) ? (list as readonly ExactRecord[]) : []).map(
      (element) =>
        `<li>${(elements?.fields ?? [])
          .filter(({ name }) => Object.hasOwn(element, name))
          .map(
            ({ name, title }) =>
              `<span><b>${escaped(title[input.locale])}</b>: ${text(element, name)}</span>`,
          )
          .join('')}</li>`,
    );
    return shown.length === 0 ? '' : `<ul>${shown.join('')}</ul>`;
  };
  return (number, record, files) => {
    const cells = columns.map(({ name, start }) => {
      const links = files.filter(({ file }) => file.field === name);
      return `${start}${links.length === 0 ? text(record, name) : links.map(linkTo).join('<br>')}</td>`;
    });
    if (elements !== undefined) cells.push(`${cellOf(words.yourRecords)}${entries(record)}</td>`);
    return `<tr><th scope="row">${number}</th>${cells.join('')}</tr>\n`;
  };
}

/** The name is shown; where the link leads was made of ids and numbers. */
function linkTo({ file, path }: PlacedFile): string {
  return `<a href="../../${path}">${escaped(shownName(file.name))}</a>`;
}

function shownName(name: string): string {
  return shownValue(name, { locale: 'en', zone: 'UTC' });
}
