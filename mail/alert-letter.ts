import type { AlertKind, AlertLevel } from '../domain/alert';
import type { LocalText } from '../domain/data-map';
import type { Alert, AlertDigest, RenderedNotice } from '../domain/ports';
import { escapedHtml } from './escaped-html';

const levelNames: Readonly<Record<AlertLevel, LocalText>> = {
  operator: { 'zh-CN': '经办人员', en: 'operators' },
  supervisor: { 'zh-CN': '主管', en: 'supervisors' },
  privacyOfficer: { 'zh-CN': '个人信息保护负责人', en: 'the privacy officer' },
};

const kindNames: Readonly<Record<AlertKind, LocalText>> = {
  reminder: { 'zh-CN': '期限提醒', en: 'Deadline reminder' },
  breach: { 'zh-CN': '期限已过', en: 'Deadline missed' },
  promiseAtRisk: { 'zh-CN': '预计无法按承诺时间答复', en: 'Promise at risk' },
  calendarMissing: { 'zh-CN': '缺少年度日历', en: 'Calendar missing' },
  deadlineMovedEarlier: { 'zh-CN': '期限提前', en: 'Deadline moved earlier' },
  extensionNotProven: {
    'zh-CN': '延期通知未能在原期限内送达,延期不成立',
    en: 'Extension notice not delivered in time: the extension does not hold',
  },
  executionMissing: { 'zh-CN': '在办申请没有运行中的流程', en: 'Open request without running execution' },
  caseMissing: { 'zh-CN': '运行中的流程没有对应的申请', en: 'Running execution without open request' },
  booksOlder: { 'zh-CN': '账册比流程旧', en: 'Books older than the execution' },
  recipientSilent: {
    'zh-CN': '受托方或接收方逾期未答复',
    en: 'Processor or recipient has not answered in time',
  },
  storeBandLeft: {
    'zh-CN': '数据存储的删除情况异常,已停止',
    en: 'Deletions in a data store are out of the ordinary and have stopped',
  },
  engineSilent: { 'zh-CN': '引擎没有动静', en: 'Engine silent' },
};

/**
 * The letter of a digest: ids, codes and instants only, in Chinese and English, so that it can be read at night on a
 * telephone. Who is meant stands in the case, behind the staff API.
 */
export function alertLetter({ digestId, level, alerts }: AlertDigest): RenderedNotice {
  const count = alerts.length;
  const names = levelNames[level];
  const text = [
    `致${names['zh-CN']}:以下 ${count} 项需要处理。`,
    `To ${names.en}: ${count} alert(s) need attention.`,
    '',
    ...alerts.flatMap((alert, index) => [...alertLines(alert, index + 1), '']),
    '处理后请在系统中确认。信件编号不变即为同一封信。',
    'Acknowledge them in the staff API. A letter with the same number is the same letter.',
    `编号 / Number: ${digestId}`,
    '',
  ].join('\n');
  const html = `<pre style="font: inherit; white-space: pre-wrap">${escapedHtml(text)}</pre>`;
  return { subject: subjectOf(alerts), text, html };
}

function subjectOf(alerts: readonly Alert[]): string {
  const breaches = alerts.filter(({ kind }) => kind === 'breach').length;
  const missed = breaches === 0 ? '' : `, ${breaches} missed / 其中 ${breaches} 项已过期限`;
  return `Habeas: ${alerts.length} alert(s) / ${alerts.length} 项提醒${missed}`;
}

function alertLines(alert: Alert, position: number): string[] {
  const kind = kindNames[alert.kind];
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['申请 / Case', alert.caseId],
    ['规则 / Regime', alert.regime],
    ['时钟 / Clock', alert.clock],
    ['阈值 / Threshold', alert.threshold],
    ['期限 / Deadline (UTC)', alert.deadlineAt],
    ['事项 / About', alert.about],
    ['发现 / Noticed (UTC)', `${alert.raisedAt} ${alert.raisedBy}`],
    ['编号 / Alert', alert.alertId],
  ];
  return [
    `${position}. ${kind['zh-CN']} / ${kind.en}`,
    ...facts.flatMap(([name, value]) => (value === undefined ? [] : [`   ${name}: ${value}`])),
  ];
}
