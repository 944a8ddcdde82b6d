import type { IdentifierKind, Locale, LocalText } from '../domain/data-map';
import type { RenderedNotice } from '../domain/ports';
import type { ProcessorLetter } from '../domain/processor-letter';
import type { Right } from '../domain/right';
import { escapedHtml } from './escaped-html';

const demands: Readonly<Record<Right, LocalText>> = {
  access: {
    'zh-CN': '请提供贵方所持有的该个人的个人信息副本。',
    en: 'Please send us a copy of the personal data that you hold of this person.',
  },
  correction: {
    'zh-CN': '请按下列内容更正该个人的个人信息。',
    en: 'Please correct the personal data of this person as follows.',
  },
  deletion: {
    'zh-CN': '请删除该个人的个人信息（包括副本），并出具删除证明。',
    en: 'Please erase the personal data of this person, copies included, and certify that you did.',
  },
  restriction: {
    'zh-CN': '请限制处理该个人的个人信息，除存储外不再使用。',
    en: 'Please restrict the processing of the personal data of this person: keep them and do not use them.',
  },
  objection: {
    'zh-CN': '请停止为下列目的处理该个人的个人信息。',
    en: 'Please stop processing the personal data of this person for the purposes below.',
  },
};

const kindNames: Readonly<Record<IdentifierKind, LocalText>> = {
  email: { 'zh-CN': '电子邮箱', en: 'E-mail address' },
  phone: { 'zh-CN': '电话号码', en: 'Telephone number' },
  customerNumber: { 'zh-CN': '客户编号', en: 'Customer number' },
  idNumber: { 'zh-CN': '证件号码', en: 'Identity number' },
  accountId: { 'zh-CN': '账号', en: 'Account' },
  deviceId: { 'zh-CN': '设备编号', en: 'Device' },
};

/**
 * The letter to a processor, in Chinese and English. Its subject names the case only; its text no more of the person than the
 * identifiers by which the processor finds them and what is to change.
 */
export function processorLetter(letter: ProcessorLetter): RenderedNotice {
  const subject = `个人信息权利请求 / Data subject request ${letter.requestId}`;
  const text = [...partIn('zh-CN', letter), '', '—', '', ...partIn('en', letter), ''].join('\n');
  const html = `<pre style="font: inherit; white-space: pre-wrap">${escapedHtml(text)}</pre>`;
  return { subject, text, html };
}

function partIn(locale: Locale, letter: ProcessorLetter): string[] {
  const { controller, processor, store, right, identifiers, changes, purposes, requestId, answersBy } =
    letter;
  const isChinese = locale === 'zh-CN';
  const colon = isChinese ? '：' : ': ';
  return [
    isChinese ? `致${processor[locale]}：` : `To ${processor[locale]},`,
    '',
    demands[right][locale],
    '',
    `${isChinese ? '案件编号' : 'Case'}${colon}${requestId}`,
    `${isChinese ? '数据' : 'Data'}${colon}${store[locale]}`,
    ...identifiers.map(({ kind, value }) => `${kindNames[kind][locale]}${colon}${value}`),
    ...changes.map(
      ({ field, newValue }) => `${field[locale]}${isChinese ? '更正为：' : ' becomes: '}${newValue}`,
    ),
    ...purposes.map((purpose) => `${isChinese ? '目的' : 'Purpose'}${colon}${purpose[locale]}`),
    '',
    isChinese
      ? `请于${answersBy}前答复本邮件，说明已办理、未查到或不能办理及其理由。本邮件所含信息仅可用于办理本请求。`
      : `Please answer this letter by ${answersBy}: done, nothing found, or cannot be done and why. Use what is in this letter for this request only.`,
    '',
    controller.name[locale],
    controller.officer[locale],
    controller.contact,
  ];
}
