import { atPointer } from '../../domain/http-state';
import type { TemplateValues } from '../../domain/http-template';
import { failWith } from './processor-failure';
import type { ProcessorAnswer } from './processor-http';
import type { Address, ProcessorDesk } from './record-search';

/** What the pages of one search hold. */
export interface SearchPages {
  readonly records: readonly unknown[];
  /** True when a status declared as `gone` or `neverExisted` came: nobody's word yet that nothing is there. */
  readonly absent: boolean;
}

/**
 * Asks for one address, page by page. A list without end, a page that comes again, and anything but a list are hostile
 * answers.
 */
export async function searchPages(desk: ProcessorDesk, address: Address): Promise<SearchPages> {
  const { store, protocol, send, limits } = desk;
  const { search } = protocol;
  const fail = failWith(store);
  const records: unknown[] = [];
  const seen = new Set<string>();
  let page = firstPage(desk, address);
  for (let pages = 1; ; pages += 1) {
    const answer = await send(limits, { map: search, ...page });
    if (answer.word === 'gone' || answer.word === 'neverExisted') return { records, absent: true };
    if (answer.word !== 'ok') throw fail('refused', `refused to look up a record (${answer.status})`);
    const list = atPointer(answer.body, search.records);
    if (!Array.isArray(list)) throw fail('hostileAnswer', 'answered something else than a list of records');
    records.push(...(list as readonly unknown[]));
    if (records.length > search.mostRecords)
      throw fail('hostileAnswer', `answered with more than ${search.mostRecords} records`);
    const next = nextPage(desk, page, answer, list.length);
    if (next === undefined) return { records, absent: false };
    const mark = next.address ?? next.values['cursor'] ?? next.values['page'] ?? '';
    if (seen.has(mark) || pages >= search.mostPages)
      throw fail('hostileAnswer', 'answered with a list that does not end');
    seen.add(mark);
    page = next;
  }
}

interface PageRequest {
  readonly values: TemplateValues;
  readonly address?: string;
}

function firstPage({ protocol: { search } }: ProcessorDesk, { by, value }: Address): PageRequest {
  const first = search.pages?.by === 'page' ? { page: String(search.pages.first) } : {};
  return { values: { [by]: value, ...first } };
}

function nextPage(
  { store, protocol: { search } }: ProcessorDesk,
  { values }: PageRequest,
  { body, next }: ProcessorAnswer,
  found: number,
): PageRequest | undefined {
  switch (search.pages?.by) {
    case undefined:
      return undefined;
    case 'link':
      return next === undefined ? undefined : { values, address: next };
    case 'page':
      return found === 0 ? undefined : { values: { ...values, page: String(Number(values['page']) + 1) } };
    case 'cursor': {
      const cursor = atPointer(body, search.pages.next);
      if (cursor === undefined || cursor === null || cursor === '') return undefined;
      if ((typeof cursor !== 'string' && typeof cursor !== 'number') || String(cursor).length > 2_000)
        throw failWith(store)('hostileAnswer', 'answered with a cursor that is none');
      return { values: { ...values, cursor: String(cursor) } };
    }
  }
}
