'use strict';
// Prints the working days of 2025 and 2026 in China: `theirs` from the package chinese-days, `ours` from our calendars. A
// process of its own, for the zone of the host is given when a process starts.
const dates = [];
for (let at = Date.UTC(2025, 0, 1); at < Date.UTC(2027, 0, 1); at += 86_400_000)
  dates.push(new Date(at).toISOString().slice(0, 10));

const isWorkday = process.argv[2] === 'ours' ? byOurs() : require('chinese-days').isWorkday;
process.stdout.write(JSON.stringify(dates.filter((date) => isWorkday(date))));

function byOurs() {
  require('../../../bin/register.cjs');
  const { isWorking } = require('../../../domain/calendar');
  const { findCalendar } = require('../../../domain/rule-book');
  const { builtInRules } = require('../../../domain/rules');
  const calendar = findCalendar(builtInRules, 'CN');
  return (date) => isWorking(calendar.dayOf(date));
}
