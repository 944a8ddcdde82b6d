/** Regimes that are not loaded run on the same rails: their parameters from law.md 3.1 answer their vectors. */
import { buildCalendar } from '../../../domain/calendar';
import type { Calendar } from '../../../domain/calendar';
import { computeClock } from '../../../domain/clock';
import { findCalendar } from '../../../domain/rule-book';
import { builtInRules } from '../../../domain/rules';
import { parseCalendarYear } from '../../../domain/rules/parse-calendar';
import { parseRegime } from '../../../domain/rules/parse-regime';
import europeanFile from '../../../domain/rules/regimes/eu-gdpr.json';
import vectors from '../../fixtures/deadline-vectors.json';

/** `value unit roll startEvent pauseArithmetic`, from the table in law.md 3.1. */
const parameters: Readonly<Record<string, string>> = {
  'CN-MIIT24': '15 day full received none',
  'CN-CREDIT': '20 day full received none',
  'CN-AUTO-2021': '10 workday none received none',
  'CN-CONTRACT': '24 hour none discovered none',
  'UK-GDPR': '1 month full latest includeBothDays',
  'UK-GDPR/respondExtended': '3 month full latest includeBothDays',
  'UK-GDPR/acknowledge': '30 day full received none',
  'US-CA-CCPA': '45 day none received none',
  'US-CA-CCPA/respondExtended': '90 day none received none',
  'US-CA-CCPA/acknowledge': '10 businessDay none received none',
  'US-VA': '45 day none received none',
  'US-VA/appeal': '60 day none received none',
  'US-TX': '45 day none received none',
  'US-CO/appeal': '45 day none received none',
  'US-CT/withdrawConsent': '15 day none received none',
  'US-IA': '90 day none received none',
  'BR-LGPD': '15 day full received none',
  'BR-LGPD/small-agent': '30 day full received none',
  'KR-PIPA': '10 day full received none',
  'SG-PDPA': '30 day sunHol received none',
  'HK-PDPO': '40 day sunHol received none',
  'CA-PIPEDA': '30 day sunHol received none',
  'CA-QC': '30 day none received none',
  'CH-FADP': '30 day full received none',
  'ZA-POPIA': '30 day sunHol received none',
  'IN-DPDP': '90 day none received none',
};
/** Weekday holidays near the vectors, typed in from the official lists. */
const holidays: Readonly<Record<string, string>> = {
  'GB-ENG': '2024-12-25 2024-12-26 2025-01-01 2026-04-03 2026-04-06 2026-05-04 2026-05-25 2026-08-31',
  'GB-NIR': '2026-03-17 2026-04-03 2026-04-06 2026-05-04 2026-05-25 2026-07-13 2026-08-31',
  'GB-SCT': '2026-04-03 2026-05-04 2026-05-25 2026-06-15 2026-08-03',
  'US-FED': '2026-01-01 2026-01-19 2026-02-16 2026-05-25 2026-06-19 2026-07-03',
  KR: '2026-01-01 2026-02-16 2026-02-17 2026-02-18 2026-03-02',
  HK: '2026-01-01 2026-02-17 2026-02-18 2026-02-19 2026-04-03 2026-07-01',
  CA: '2026-07-01',
  ZA: '2026-08-10',
};

function testCalendar(id: string | undefined): Calendar {
  if (id === 'CN') return findCalendar(builtInRules, 'CN');
  const dates = id === undefined ? [] : (holidays[id] ?? '').split(' ').filter(Boolean);
  const files = [2024, 2025, 2026, 2027].map((year) => ({
    calendar: 'TEST',
    year,
    version: '2026.11.21+000000000000',
    name: { 'zh-CN': '测试', en: 'test' },
    zone: 'Europe/London',
    status: 'official',
    source: 'test',
    retrieved: '2026-11-21',
    weekend: [6, 7],
    makeUpDays: false,
    unsettledFrom: null,
    off: dates
      .filter((date) => date.startsWith(String(year)))
      .map((date) => ({ from: date, to: date, name: { 'zh-CN': '假日', en: 'holiday' } })),
    work: [],
  }));
  return buildCalendar(files.map(parseCalendarYear));
}

/** The parameters as a rule file. The schema knows loaded ids only, so the file borrows one. */
function regimeOf(text: string) {
  const [value, unit, roll, startEvent, arithmetic] = text.split(' ');
  const [first] = europeanFile.clocks;
  const grounds = [
    {
      reason: 'clarification',
      rights: ['access'],
      article: 'test',
      text: { 'zh-CN': '澄清', en: 'clarification' },
    },
  ];
  return parseRegime({
    ...europeanFile,
    clocks: [{ ...first, value: Number(value), unit, roll, startEvent }],
    extensions: [],
    pauses: { ...europeanFile.pauses, arithmetic, grounds: arithmetic === 'none' ? [] : grounds },
  });
}

const others = vectors.filter(({ regime }) => !builtInRules.regimes.has(regime));

test('When the other vectors are read, then there are 44 of them', () => {
  expect(others).toHaveLength(44);
});

test.each(others)(
  'When $id is counted by the parameters of $regime, then date and instant come out',
  (vector) => {
    const { regime, right, clock, profile, received, verified, pauses, zone, calendar } = vector;
    const special = [clock, profile, right]
      .map((name) => parameters[`${regime}/${name ?? ''}`])
      .find(Boolean);
    const rules = regimeOf(special ?? parameters[regime]!);
    const reading = computeClock({
      regime: rules,
      right: 'access',
      rule: rules.clocks[0]!,
      facts: {
        receivedAt: received,
        ...(verified === undefined ? {} : { verifiedAt: verified }),
        ...(pauses === undefined ? {} : { pauses }),
      },
      calendar: testCalendar(calendar),
      zone,
    });
    expect([reading.date, reading.deadlineAt]).toEqual([vector.expectDate, vector.expectInstant]);
    expect(reading.steps.length).toBeGreaterThan(0);
  },
);
