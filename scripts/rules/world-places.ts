import { compared, seed, unconfirmed } from './place';
import type { Place } from './place';

const swiss = (id: string, zh: string, en: string, source: string): Place =>
  compared(id, 'Europe/Zurich', zh, en, `${source}. ${seed}, compared with the law`);
const british = (id: string, zh: string, en: string, act: string): Place => ({
  id,
  library: id,
  zone: 'Europe/London',
  zh: `英国${zh}`,
  en,
  source: `${act}, with the days set by royal proclamation. ${seed}, compared with the acts; the substitute days of 2028 still need their proclamation`,
  years: { statute: [2024, 2025, 2026, 2027], library: [2028] },
});
const bankAct =
  'Banking and Financial Dealings Act 1971, schedule 1; Good Friday and Christmas Day by common law';

/** The United Kingdom, Switzerland and Türkiye. */
export const restOfEurope: readonly Place[] = [
  british('GB-ENG', '英格兰', 'England', bankAct),
  british('GB-WLS', '威尔士', 'Wales', bankAct),
  british(
    'GB-SCT',
    '苏格兰',
    'Scotland',
    "Banking and Financial Dealings Act 1971, schedule 1; St Andrew's Day Bank Holiday (Scotland) Act 2007; one-off day of 15 June 2026",
  ),
  british('GB-NIR', '北爱尔兰', 'Northern Ireland', bankAct),
  swiss(
    'CH',
    '瑞士（各州共同）',
    'Switzerland, common to all cantons',
    'Federal constitution art. 110(3) and the days that every canton keeps; other cantonal days left out: the earlier date is the safe one',
  ),
  swiss('CH-BE', '瑞士伯尔尼州', 'Switzerland, Bern', 'Bernese act on rest on public holidays art. 2'),
  swiss('CH-ZH', '瑞士苏黎世州', 'Switzerland, Zurich', 'Zurich act on rest days and shop hours § 1'),
  {
    id: 'TR',
    library: 'TR',
    zone: 'Europe/Istanbul',
    zh: '土耳其',
    en: 'Türkiye',
    source: `Act 2429 on national and general holidays (half days left out); religious days from the calendar of the Presidency of Religious Affairs. ${seed}, not yet compared with an official list`,
    years: { library: [2024, 2025, 2026] },
  },
];

/** North and South America. */
export const america: readonly Place[] = [
  {
    ...compared('US-FED', 'America/New_York', '美国联邦', 'United States, federal', ''),
    library: 'US',
    source: `5 U.S.C. 6103 with the days observed for weekends (Executive Order 11582). Days off given once by the President left out. ${seed}, compared with the law`,
  },
  compared(
    'US-CA',
    'America/Los_Angeles',
    '美国加利福尼亚州',
    'United States, California',
    `Government Code 19853 and 6701: days on which the state's offices are closed. Further days that section 6700 names are left out: the earlier date is the safe one. ${seed}, compared with the law`,
  ),
  compared(
    'BR',
    'America/Sao_Paulo',
    '巴西',
    'Brazil',
    `Acts 662/1949, 6.802/1980 and 14.759/2023; Good Friday by act 9.093/1995. Optional days such as Carnival left out. ${seed}, compared with the law`,
  ),
  compared(
    'CA',
    'America/Toronto',
    '加拿大联邦',
    'Canada, federal',
    `Interpretation Act s. 35 "holiday", without days of single provinces. ${seed}, completed from the act`,
  ),
  compared(
    'CA-QC',
    'America/Toronto',
    '加拿大魁北克省',
    'Canada, Quebec',
    `Quebec Interpretation Act (I-16) s. 61(23). ${seed}, completed from the act`,
  ),
];

/** Asia, Australia and South Africa. */
export const asiaAndSouth: readonly Place[] = [
  {
    id: 'HK',
    library: 'HK',
    zone: 'Asia/Hong_Kong',
    zh: '中国香港',
    en: 'Hong Kong, China',
    source: `General Holidays Ordinance (Cap. 149) and the general holidays gazetted for 2024 to 2026. ${seed}; 2027 not yet compared with the gazette`,
    years: { official: [2024, 2025, 2026], library: [2027] },
  },
  {
    id: 'SG',
    library: 'SG',
    zone: 'Asia/Singapore',
    zh: '新加坡',
    en: 'Singapore',
    source: `Holidays Act 1998 and the lists of the Ministry of Manpower for 2024 to 2027. ${seed}, corrected`,
    years: { official: [2024, 2025, 2026, 2027] },
  },
  {
    id: 'KR',
    library: 'KR',
    zone: 'Asia/Seoul',
    zh: '韩国',
    en: 'Korea',
    source: `Public Holidays Act as amended on 10 February 2026 and the rules on holidays of public offices; the yearly almanac. ${seed}, corrected; 2027 not yet compared with the almanac`,
    years: { official: [2024, 2025, 2026], library: [2027] },
  },
  {
    id: 'IN',
    library: null,
    zone: 'Asia/Kolkata',
    zh: '印度',
    en: 'India',
    source:
      'Holidays of central government offices, memoranda of the Department of Personnel and Training for 2024 to 2026: the 14 compulsory days. Days that follow the moon may be moved by a later memorandum',
    years: { official: [2024, 2025, 2026] },
  },
  {
    id: 'JP',
    library: 'JP',
    zone: 'Asia/Tokyo',
    zh: '日本',
    en: 'Japan',
    source: `Act on National Holidays (Act 178 of 1948); the equinoxes as announced each February for the next year. ${seed}, compared with the act`,
    years: { statute: [2024, 2025, 2026, 2027] },
  },
  compared(
    'AU',
    'Australia/Sydney',
    '澳大利亚（各州共同）',
    'Australia, common to all states and territories',
    `Fair Work Act 2009 s. 115 and the holiday acts of the states: only days that hold in all of them. ${seed}, compared with the acts`,
  ),
  {
    ...compared('AU-ACT', 'Australia/Sydney', '澳大利亚首都领地', 'Australian Capital Territory', ''),
    source: `Holidays Act 1958 (ACT) s. 3. ${seed}, not yet compared with an official list`,
    years: unconfirmed,
  },
  compared(
    'ZA',
    'Africa/Johannesburg',
    '南非',
    'South Africa',
    `Public Holidays Act 36 of 1994 with the voting days of 29 May 2024 and 4 November 2026. ${seed}, compared with the act`,
  ),
];
