import { pages } from './pages';

/** What documentation must not speak of: it is about the product and its users. */
const unwanted: readonly (readonly [string, RegExp])[] = [
  ['how the work was organised', /(?<!Court of )\bsessions?\b|\bsub-?agents?\b|\bhelpers?\b/i],
  ['numbers of issues', /\bissues? #?\d+\b|(?<![\w&/])#\d+\b/i],
  ['authorship by machines', /\b(?:language models?|LLM|chatbot|AI-generated|as an AI)\b/i],
  [
    'package registries by host',
    /registry\.npmjs|npmmirror|pypi\.org|files\.pythonhosted|proxy\.golang\.org/i,
  ],
  ['a folder of somebody’s machine', /(?<![\w.~])\/(?:work|home|Users|root)\//],
  ['things to do later', /\bTODO\b|\bFIXME\b|\bTBD\b/],
];

describe('words of the documentation', () => {
  test.each(unwanted)('When a page is published, then it names no %s', (_what, pattern) => {
    const found = pages().flatMap(({ path, text }) =>
      text.split('\n').flatMap((line, index) => {
        const word = pattern.exec(line)?.[0];
        return word === undefined ? [] : [`${path}:${index + 1}: ${word}`];
      }),
    );
    expect(found).toEqual([]);
  });

  test('When docs/README.md lists the pages, then none is forgotten', () => {
    const index = pages().find(({ path }) => path === 'docs/README.md')?.text ?? '';
    const forgotten = pages()
      .map(({ path }) => path)
      .filter((path) => path.startsWith('docs/') && path !== 'docs/README.md')
      .filter((path) => !index.includes(`(${path.slice('docs/'.length)})`));
    expect(forgotten).toEqual([]);
  });
});
