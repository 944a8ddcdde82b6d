/**
 * What the library does not know or gets wrong, and days set once. `days` are dates or blocks `from/to`, separated by
 * blanks; each correction says why. Where the law is unsure the day is left out: a deadline can then only come early.
 */
export type Correction =
  | { readonly add: string; readonly zh: string; readonly en: string; readonly why: string }
  /** Dates that are no holidays, whatever the library calls them. */
  | { readonly remove: string; readonly why: string }
  /** Library names that are no public holidays there in any year. */
  | { readonly drop: readonly string[]; readonly why: string };

/** By calendar; the order is: drop, remove, add. */
export const corrections: Readonly<Record<string, readonly Correction[]>> = {
  EU: [
    {
      add: '2024-01-01 2025-01-01 2026-01-01 2027-01-01 2028-01-01',
      zh: '元旦',
      en: "New Year's Day",
      why: 'kept by every member state',
    },
    {
      add: '2024-12-25 2025-12-25 2026-12-25 2027-12-25 2028-12-25',
      zh: '圣诞节',
      en: 'Christmas Day',
      why: 'kept by every member state',
    },
  ],
  BG: [
    {
      add: '2024-12-26 2025-12-26 2026-12-26 2027-12-26 2028-12-26',
      zh: '圣诞节次日',
      en: 'Second Day of Christmas',
      why: 'Labour Code art. 154(1); missing in the library',
    },
    {
      add: '2024-05-04 2025-04-19 2026-04-11 2028-04-15',
      zh: '圣周六',
      en: 'Holy Saturday',
      why: 'Labour Code art. 154(1); missing in the library',
    },
    {
      add: '2024-03-04 2024-09-23 2025-05-26 2025-09-08 2026-05-25 2026-09-07 2026-12-28 2027-12-27/2027-12-28 2028-01-03 2028-05-08 2028-12-27',
      zh: '补休日',
      en: 'Substitute day',
      why: 'Labour Code art. 154(2): the working days after a holiday on a weekend; missing in the library',
    },
    {
      add: '2025-12-31',
      zh: '欧元过渡休息日',
      en: 'Day off for the change to the euro',
      why: 'cabinet decision of November 2025',
    },
    {
      add: '2026-01-02',
      zh: '欧元过渡休息日',
      en: 'Day off for the change to the euro',
      why: 'cabinet decision of November 2025',
    },
  ],
  CY: [
    { drop: ['Clean Monday'], why: 'the library is one day late' },
    {
      add: '2024-03-18 2025-03-03 2026-02-23 2027-03-15 2028-02-28',
      zh: '洁净星期一',
      en: 'Green Monday',
      why: '48 days before the Orthodox Easter',
    },
    {
      add: '2024-06-24 2025-06-09 2026-06-01 2027-06-21 2028-06-05',
      zh: '圣灵降临节星期一',
      en: 'Whit Monday',
      why: 'Kataklysmos; missing in the library',
    },
  ],
  'FR-57': [{ drop: ['Good Friday'], why: 'holds only in some municipalities' }],
  GR: [
    { remove: '2024-05-01', why: 'moved out of Holy Week by decision of the minister' },
    {
      add: '2024-05-07',
      zh: '劳动节',
      en: 'Labour Day',
      why: 'moved out of Holy Week by decision of the minister',
    },
  ],
  IS: [
    { drop: ['Christmas Eve', "New Year's Eve"], why: 'holidays from 13:00 only' },
    { remove: '2024-04-18', why: 'the first day of summer is the first Thursday after 18 April' },
    {
      add: '2024-04-25',
      zh: '夏季第一天',
      en: 'First Day of Summer',
      why: 'the first Thursday after 18 April',
    },
  ],
  LI: [
    {
      drop: ['Feiertagsbrücke', 'Good Friday'],
      why: 'not in art. 18(2) of the labour act: a bridge day and a bank holiday',
    },
    {
      add: '2024-08-15 2025-08-15 2026-08-15 2027-08-15 2028-08-15',
      zh: '列支敦士登国庆日',
      en: 'National Day',
      why: 'art. 18(2); the library counts it as an observance',
    },
    {
      add: '2024-11-01 2025-11-01 2026-11-01 2027-11-01 2028-11-01',
      zh: '诸圣节',
      en: "All Saints' Day",
      why: 'art. 18(2); the library counts it as an observance',
    },
  ],
  'GB-SCT': [
    { remove: '2028-01-03 2028-01-04', why: 'the library swaps the names' },
    {
      add: '2026-06-15',
      zh: '一次性银行假日',
      en: 'One-off bank holiday',
      why: 'royal proclamation of February 2026',
    },
    {
      add: '2028-01-03',
      zh: '元旦（补假）',
      en: "New Year's Day (substitute day)",
      why: '1 January is a Saturday',
    },
    {
      add: '2028-01-04',
      zh: '1月2日（补假）',
      en: '2nd January (substitute day)',
      why: '2 January is a Sunday',
    },
  ],
  CH: [
    {
      drop: [
        'Good Friday',
        'Easter Sunday',
        'Easter Monday',
        'Pentecost',
        'Whit Monday',
        'Federal Day of Thanksgiving, Repentance and Prayer',
        'Boxing Day',
      ],
      why: 'not in every canton',
    },
  ],
  'US-FED': [
    {
      add: '2028-11-10',
      zh: '退伍军人节（补假）',
      en: 'Veterans Day (substitute day)',
      why: '11 November 2028 is a Saturday: 5 U.S.C. 6103(b)',
    },
  ],
  'US-CA': [
    { drop: ['Juneteenth'], why: 'not in Government Code 19853: an employee may choose it' },
    {
      remove: '2026-07-03 2027-12-24 2027-12-31',
      why: 'Government Code 6701 moves a Saturday holiday only for Veterans Day',
    },
    {
      add: '2028-11-10',
      zh: '退伍军人节（补假）',
      en: 'Veterans Day (substitute day)',
      why: 'Government Code 6701',
    },
  ],
  BR: [{ drop: ['Election Day'], why: 'always a Sunday, and no holiday of the acts' }],
  CA: [
    {
      add: '2024-04-01 2025-04-21 2026-04-06 2027-03-29 2028-04-17',
      zh: '复活节星期一',
      en: 'Easter Monday',
      why: 'Interpretation Act s. 35; missing in the library',
    },
    {
      add: '2024-05-20 2025-05-19 2026-05-18 2027-05-24 2028-05-22',
      zh: '维多利亚日',
      en: 'Victoria Day',
      why: 'Monday before 25 May; missing in the library',
    },
    {
      add: '2024-09-30 2025-09-30 2026-09-30 2027-09-30 2028-09-30',
      zh: '全国真相与和解日',
      en: 'National Day for Truth and Reconciliation',
      why: 'Interpretation Act s. 35; missing in the library',
    },
    {
      add: '2024-10-14 2025-10-13 2026-10-12 2027-10-11 2028-10-09',
      zh: '感恩节',
      en: 'Thanksgiving Day',
      why: 'proclaimed for the second Monday of October; missing in the library',
    },
    {
      add: '2024-11-11 2025-11-11 2026-11-11 2027-11-11 2028-11-11',
      zh: '国殇纪念日',
      en: 'Remembrance Day',
      why: 'Interpretation Act s. 35; missing in the library',
    },
  ],
  'CA-QC': [
    {
      add: '2024-04-01 2025-04-21 2026-04-06 2027-03-29 2028-04-17',
      zh: '复活节星期一',
      en: 'Easter Monday',
      why: 'Interpretation Act s. 61(23); missing in the library',
    },
  ],
  SG: [
    { remove: '2024-06-16 2027-03-09 2027-05-16', why: 'the library is one day early' },
    { add: '2024-06-17', zh: '哈芝节', en: 'Hari Raya Haji', why: 'list of the Ministry of Manpower' },
    { add: '2025-05-03', zh: '大选投票日', en: 'Polling Day', why: 'general election' },
    { add: '2027-03-10', zh: '开斋节', en: 'Hari Raya Puasa', why: 'list of the Ministry of Manpower' },
    { add: '2027-05-17', zh: '哈芝节', en: 'Hari Raya Haji', why: 'list of the Ministry of Manpower' },
    { add: '2027-05-20', zh: '卫塞节', en: 'Vesak Day', why: 'list of the Ministry of Manpower' },
  ],
  KR: [
    { drop: ['Korean New Year'], why: 'the library is one day late' },
    {
      add: '2024-02-09/2024-02-11 2025-01-28/2025-01-30 2026-02-16/2026-02-18 2027-02-06/2027-02-08',
      zh: '春节',
      en: 'Lunar New Year',
      why: 'the eve, the day and the day after',
    },
    {
      add: '2024-02-12 2027-02-09',
      zh: '春节（补假）',
      en: 'Lunar New Year (substitute day)',
      why: 'a day of it is a Sunday',
    },
    {
      add: '2024-04-10',
      zh: '国会选举日',
      en: 'Election Day (National Assembly)',
      why: 'public offices closed',
    },
    {
      add: '2024-10-01',
      zh: '国军日（临时公休日）',
      en: 'Armed Forces Day (temporary holiday)',
      why: 'cabinet decision of 2024',
    },
    { add: '2025-01-27', zh: '临时公休日', en: 'Temporary holiday', why: 'cabinet decision of January 2025' },
    { add: '2025-06-03', zh: '总统选举日', en: 'Election Day (President)', why: 'public offices closed' },
    { add: '2026-06-03', zh: '地方选举日', en: 'Election Day (local)', why: 'public offices closed' },
    {
      add: '2026-05-01 2027-05-01',
      zh: '劳动节',
      en: 'Labour Day',
      why: 'a holiday of public offices since 2026',
    },
  ],
  IN: [
    { add: '2024-01-26 2025-01-26 2026-01-26', zh: '共和国日', en: 'Republic Day', why: 'compulsory' },
    { add: '2024-04-11 2025-03-31 2026-03-21', zh: '开斋节', en: 'Id-ul-Fitr', why: 'compulsory' },
    { add: '2024-04-21 2025-04-10 2026-03-31', zh: '摩诃毗罗诞辰', en: 'Mahavir Jayanti', why: 'compulsory' },
    { add: '2024-03-29 2025-04-18 2026-04-03', zh: '耶稣受难日', en: 'Good Friday', why: 'compulsory' },
    { add: '2024-05-23 2025-05-12 2026-05-01', zh: '佛诞节', en: 'Buddha Purnima', why: 'compulsory' },
    { add: '2024-06-17 2025-06-07 2026-05-27', zh: '宰牲节', en: 'Id-ul-Zuha', why: 'compulsory' },
    { add: '2024-07-17 2025-07-06 2026-06-26', zh: '穆哈兰节', en: 'Muharram', why: 'compulsory' },
    { add: '2024-08-15 2025-08-15 2026-08-15', zh: '独立日', en: 'Independence Day', why: 'compulsory' },
    { add: '2024-09-16 2025-09-05 2026-08-26', zh: '圣纪节', en: 'Id-e-Milad', why: 'compulsory' },
    {
      add: '2024-10-02 2025-10-02 2026-10-02',
      zh: '甘地诞辰',
      en: "Mahatma Gandhi's Birthday",
      why: 'compulsory',
    },
    { add: '2024-10-12 2026-10-20', zh: '十胜节', en: 'Dussehra', why: 'compulsory; on 2 October in 2025' },
    { add: '2024-10-31 2025-10-20 2026-11-08', zh: '排灯节', en: 'Diwali', why: 'compulsory' },
    {
      add: '2024-11-15 2025-11-05 2026-11-24',
      zh: '古鲁那纳克诞辰',
      en: "Guru Nanak's Birthday",
      why: 'compulsory',
    },
    { add: '2024-12-25 2025-12-25 2026-12-25', zh: '圣诞节', en: 'Christmas Day', why: 'compulsory' },
  ],
  AU: [{ drop: ['Easter Saturday', 'Easter Sunday'], why: 'not in every state' }],
  ZA: [
    {
      add: '2026-11-04',
      zh: '地方选举日',
      en: 'Voting Day',
      why: 'local elections, Public Holidays Act s. 2A',
    },
  ],
};
