import type { RequestId } from '../../../domain/ids';
import type { ProcessorLetter } from '../../../domain/processor-letter';
import { processorLetter } from '../../../mail/processor-letter';

const both = (zh: string, en: string) => ({ 'zh-CN': zh, en });
const letter: ProcessorLetter = {
  requestId: 'req_00000000000000000000' as RequestId,
  controller: {
    id: 'shop',
    name: both('样例商店', 'Sample Shop'),
    officer: both('负责人', 'Officer'),
    contact: 'privacy@shop.example',
    address: both('样例路1号', '1 Sample Road'),
    complaints: {},
  },
  processor: both('调查公司', 'Survey Institute'),
  store: both('访谈', 'Interviews'),
  right: 'deletion',
  identifiers: [{ kind: 'phone', value: '+8613800000001' }],
  changes: [],
  purposes: [],
  answersBy: '2026-03-12',
};

describe('The letter to a processor', () => {
  test('When it is written, then both languages say who asks, what, about whom, and until when', () => {
    const { subject, text } = processorLetter(letter);
    expect(subject).not.toContain('+86');
    for (const part of [
      '致调查公司',
      'To Survey Institute',
      '2026-03-12',
      'privacy@shop.example',
      '删除证明',
      'certify',
    ])
      expect(text).toContain(part);
    expect(text.match(/\+8613800000001/g)).toHaveLength(2);
    expect(text.match(/req_0{20}/g)).toHaveLength(2);
  });

  test('When values look like markup, then the page shows them as text', () => {
    const { html } = processorLetter({
      ...letter,
      identifiers: [{ kind: 'accountId', value: '<img src=x>&' }],
    });
    expect(html).toContain('&lt;img src=x&gt;&amp;');
    expect(html).not.toContain('<img');
  });

  test('When a correction or an objection is asked, then the new value or the purpose is named', () => {
    const correction = processorLetter({
      ...letter,
      right: 'correction',
      changes: [{ field: both('电话', 'Telephone'), newValue: '+8613800000009' }],
    });
    expect(correction.text).toContain('Telephone becomes: +8613800000009');
    const objection = processorLetter({
      ...letter,
      right: 'objection',
      purposes: [both('营销', 'Marketing')],
    });
    expect(objection.text).toContain('Purpose: Marketing');
  });
});
