import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { people } from '../../examples/sample-company/people';
import type { Engine } from '../support/engine';
import { startEngine } from '../support/engine';
import type { Case } from '../support/journeys';
import {
  approve,
  asStaff,
  asSubject,
  closed,
  complete,
  completePaper,
  fourEyes,
  letterOf,
  lettersOf,
  openTask,
  problemOf,
  proposed,
  submitVerified,
} from '../support/journeys';

/** The sample company, with a survey institute beside it that takes requests by letter only. */
const institute = `
  - id: survey-institute
    kind: email-processor
    title: { zh-CN: 客户访谈, en: Customer interviews }
    region: cn-south
    owner: survey-institute
    collections:
      - id: interviews
        source: interviews
        title: { zh-CN: 访谈记录, en: Interviews }
        key: phone
        lookups:
          - { kind: phone, field: phone }
        erasure: delete
        fields:
          - name: phone
            title: { zh-CN: 电话, en: Telephone }
            category: contact
            class: general-sensitive
            identity: phone
            purposes: [service-improvement]
`;
const processor = `processors:
  - id: survey-institute
    title: { zh-CN: 调查公司（虚构）, en: Survey Institute (fictional) }
    purposes: [service-improvement]
    contact: privacy@institute.example
    answersWithin: P5D
`;

function mapWithInstitute(): string {
  const sample = readFileSync(join(__dirname, '../../examples/sample-company/data-map.yaml'), 'utf8');
  const file = join(mkdtempSync(join(tmpdir(), 'habeas-map-')), 'data-map.yaml');
  writeFileSync(file, sample.replace('processors:\n', processor) + institute);
  return file;
}

interface Recipients {
  readonly items: readonly {
    readonly processorId: string;
    readonly state: string;
    readonly askedAt: string;
    readonly answersBy: string;
    readonly receiptHashes: readonly string[];
  }[];
  readonly unanswered: readonly string[];
}

const recipientsOf = (one: Case) => asStaff<Recipients>(one, 'fang-auditor', 'GET', '/recipients');

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine({ env: { DSR_DATA_MAP_FILE: mapWithInstitute() } });
}, 180_000);
afterAll(() => engine.stop());

jest.setTimeout(180_000);

describe('When a processor takes requests by letter only', () => {
  test('then it is asked once, staff write down its answer, and the person is told what each recipient said', async () => {
    const one = await submitVerified(engine, people.demo, 'deletion');
    await proposed(one, 'plan');
    await approve(one, fourEyes);
    const task = await openTask(one, 'processorAnswer');
    expect(task).toMatchObject({ storeId: 'survey-institute', reason: 'asked' });

    const toInstitute = (await lettersOf(one)).filter(({ to }) => to.includes('privacy@institute.example'));
    expect(toInstitute).toHaveLength(1);
    const { subject, text } = toInstitute[0]!;
    expect(text).toContain(people.demo.phone);
    for (const personal of [people.demo.name, people.demo.email, people.demo.customerNumber])
      expect(subject + text).not.toContain(personal);
    const asked = await recipientsOf(one);
    expect(asked.unanswered).toContain('survey-institute');
    const line = asked.items.find(({ processorId }) => processorId === 'survey-institute')!;
    expect(Date.parse(line.answersBy) - Date.parse(line.askedAt)).toBe(5 * 86_400_000);

    const witnesses = ['luo-approver', 'shen-privacy'];
    expect(await problemOf(complete(one, task, { result: 'done', witnesses }))).toMatchObject({
      code: 'DSR_CERTIFICATE_MISSING',
    });
    const certificateHash = createHash('sha256').update('We erased the interview.').digest('hex');
    await complete(one, task, { result: 'done', certificateHash });

    const paper = await openTask(one, 'paperArchive');
    const notTwo = { result: 'done', witnesses: ['wei-operator', 'shen-privacy'] };
    expect(await problemOf(complete(one, paper, notTwo))).toMatchObject({ code: 'DSR_WITNESSES_MISSING' });
    await completePaper(one);

    const end = await closed(one);
    expect(end.stores.find(({ storeId }) => storeId === 'survey-institute')?.outcome).toMatchObject({
      code: 'deleted',
      proof: { kind: 'receipt', receiptHash: certificateHash },
    });
    const answered = await recipientsOf(one);
    expect(answered.unanswered).toEqual([]);
    expect(answered.items).toMatchObject([
      { processorId: 'newsletter-sender', state: 'confirmed' },
      { processorId: 'survey-institute', state: 'confirmed', receiptHashes: [certificateHash] },
    ]);
    const { recipients } = await asSubject<{ recipients: readonly object[] }>(one, 'GET', '');
    expect(recipients).toMatchObject([
      { name: '邮件群发服务商（虚构）', answer: 'confirmed' },
      { name: '调查公司（虚构）', answer: 'confirmed' },
    ]);
    const letter = await letterOf(one, 'The result of your personal data request');
    expect(letter.text).toMatch(/Survey Institute \(fictional\)\s+How it stands: confirmed on/);
    expect((await lettersOf(one)).filter(({ to }) => to.includes('privacy@institute.example'))).toHaveLength(
      1,
    );
  });

  test('then its refusal is told to the person as one', async () => {
    const one = await submitVerified(engine, people.upperCase, 'deletion');
    await proposed(one, 'plan');
    await approve(one, fourEyes);
    await complete(one, await openTask(one, 'processorAnswer'), { result: 'cannotBeDone' });
    await completePaper(one);
    expect(await closed(one)).toMatchObject({ outcome: 'partlyFulfilled' });
    const { recipients } = await asSubject<{ recipients: readonly object[] }>(one, 'GET', '');
    expect(recipients).toContainEqual(
      expect.objectContaining({ name: '调查公司（虚构）', answer: 'refused' }),
    );
    const letter = await letterOf(one, 'The result of your personal data request');
    expect(letter.text).toMatch(/Survey Institute \(fictional\)\s+How it stands: refused on/);
  });
});
