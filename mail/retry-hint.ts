const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
/** A server may not send us away for longer than this: the deadline goes on. */
const longestMs = 6 * hour;

const units: readonly (readonly [RegExp, number])[] = [
  [/^s(ec(ond)?s?)?$/i, second],
  [/^m(in(ute)?s?)?$/i, minute],
  [/^h(ours?|rs?)?$/i, hour],
];
const clockForm = /\b(\d{1,2}):(\d{2}):(\d{2})\b/;
const spokenForm = /\b(?:in|after|wait|for|within|least)\s*:?\s*(\d{1,6})\s*([a-z]+)/i;
const bareForm = /\b(?:retry|again)\s+(?:in|after)\s*:?\s*(\d{1,6})\b/i;

/**
 * How long a mail server asks us to wait, from the text of a 4xx reply such as `Greylisted, try again in 5 minutes`,
 * in ms, at most six hours. `undefined` when it names no time. A number without a unit counts as seconds.
 */
export function retryHintMs(reply: string): number | undefined {
  const text = reply.slice(0, 512);
  const found = clockMs(text) ?? spokenMs(text) ?? bareMs(text);
  return found === undefined || found <= 0 ? undefined : Math.min(found, longestMs);
}

function clockMs(text: string): number | undefined {
  const match = clockForm.exec(text);
  if (match === null) return undefined;
  const [, hours, minutes, seconds] = match;
  return Number(hours) * hour + Number(minutes) * minute + Number(seconds) * second;
}

function spokenMs(text: string): number | undefined {
  const match = spokenForm.exec(text);
  const unit = units.find(([name]) => name.test(match?.[2] ?? ''));
  return match === null || unit === undefined ? undefined : Number(match[1]) * unit[1];
}

function bareMs(text: string): number | undefined {
  const match = bareForm.exec(text);
  return match === null ? undefined : Number(match[1]) * second;
}
