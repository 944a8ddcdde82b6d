import { RuleError } from '../clock-error';
import {
  clockKinds,
  clockRights,
  clockUnits,
  goalOfClock,
  groundEffects,
  pauseArithmetics,
  rollPolicies,
  startEvents,
} from '../regime-words';
import type { ClockRule, ExtensionPolicy, PausePolicy, RefusalGround, Regime } from '../regime';
import { openFields } from './field-reader';
import type { FieldReader } from './field-reader';
import * as letters from './parse-letters';
import { readCodedGround, readProvenance, readVersion } from './read-parts';

const provenance = ['source', 'confidence'];
const clockFields = [
  'kind',
  'rights',
  'value',
  'unit',
  'startEvent',
  'roll',
  'promise',
  'profile',
  'effectiveFrom',
  'effectiveTo',
  'addressees',
  'legalBasis',
  ...provenance,
];
const pauseFields = ['arithmetic', 'grounds', 'legalBasis', ...provenance];
const extensionFields = [
  'rights',
  'value',
  'unit',
  'times',
  'replaces',
  'clock',
  'noticeClock',
  'grounds',
  'legalBasis',
  ...provenance,
];
const groundFields = ['code', 'article', 'rights', 'effect', 'text', 'evidence', ...provenance];
const regimeFields = [
  'id',
  'version',
  'name',
  'territories',
  'zone',
  'calendar',
  'calendars',
  'counting',
  'clocks',
  'pauses',
  'extensions',
  'fee',
  'refusalGrounds',
  'remedies',
  'notices',
  'agents',
  'minors',
  'deceased',
  'recordKeeping',
  'silence',
  'notes',
  'effectiveFrom',
  'effectiveTo',
];
/** Ids of rule sets: a place and an instrument; those of a controller begin with X. */
const regimeIdForm = /^(X|[A-Z]{2})(-[A-Z0-9]+){1,3}$/;

/**
 * Turns one file of `rules/regimes/` into a rule set, refusing whatever the schema does not know.
 * @throws {@link RuleError} with the path of the first field that is wrong.
 */
export function parseRegime(raw: unknown): Regime {
  const file = openFields(raw, '', regimeFields);
  const counting = file.object('counting', ['dayZero', 'month', 'roll']);
  const regime: Regime = {
    id: readId(file),
    version: readVersion(file),
    name: file.localText('name'),
    territories: file.texts('territories'),
    zone: file.text('zone'),
    calendar: file.text('calendar'),
    calendars: file.texts('calendars'),
    counting: {
      dayZero: counting.text('dayZero'),
      month: counting.text('month'),
      roll: counting.text('roll'),
    },
    clocks: file.list('clocks', clockFields, readClock),
    pauses: readPauses(file.object('pauses', pauseFields)),
    extensions: file.list('extensions', extensionFields, readExtension),
    refusalGrounds: file.list('refusalGrounds', groundFields, readGround),
    ...letters.readLetterRules(file),
    ...letters.readPeopleRules(file),
    effectiveFrom: file.date('effectiveFrom'),
    effectiveTo: file.dateOrNull('effectiveTo'),
  };
  checkConsistency(regime);
  return regime;
}

function readId(file: FieldReader): string {
  const id = file.text('id');
  if (!regimeIdForm.test(id))
    throw new RuleError(
      'DSR_RULE_VALUE_INVALID',
      `expected an id such as EU-GDPR or X-SHOP, got ${id}.`,
      'id',
    );
  return id;
}

function readClock(item: FieldReader): ClockRule {
  const rule: ClockRule = {
    kind: item.word('kind', clockKinds),
    rights: item.words('rights', clockRights),
    value: item.count('value'),
    unit: item.word('unit', clockUnits, 'DSR_RULE_UNIT_UNKNOWN'),
    startEvent: item.word('startEvent', startEvents),
    roll: item.word('roll', rollPolicies),
    promise: item.word('promise', ['none', 'shorterReplaces']),
    profile: item.textOrNull('profile'),
    effectiveFrom: item.dateOrNull('effectiveFrom'),
    effectiveTo: item.dateOrNull('effectiveTo'),
    addressees: item.list('addressees', ['code', 'text'], (addressee) => ({
      code: addressee.text('code'),
      text: addressee.localText('text'),
    })),
    legalBasis: item.text('legalBasis'),
    ...readProvenance(item),
  };
  // A count of working days ends on one, and an hour clock does not stop for holidays (docs/law.md, counting).
  if (rule.roll !== 'none' && !['day', 'month'].includes(rule.unit))
    throw contradiction(`${item.path}.roll`, `a clock in ${rule.unit} units cannot roll.`);
  if (goalOfClock[rule.kind] === 'report' && rule.addressees.length === 0)
    throw contradiction(`${item.path}.addressees`, 'a clock of reports names who must be told.');
  return rule;
}

function readPauses(item: FieldReader): PausePolicy {
  return {
    arithmetic: item.word('arithmetic', pauseArithmetics),
    grounds: item.list('grounds', ['reason', 'rights', 'article', 'text'], (ground) => ({
      reason: ground.text('reason'),
      rights: ground.words('rights', clockRights),
      article: ground.text('article'),
      text: ground.localText('text'),
    })),
    legalBasis: item.text('legalBasis'),
    ...readProvenance(item),
  };
}

function readExtension(item: FieldReader): ExtensionPolicy {
  return {
    rights: item.words('rights', clockRights),
    value: item.count('value'),
    unit: item.word('unit', clockUnits, 'DSR_RULE_UNIT_UNKNOWN'),
    times: item.count('times'),
    replaces: item.word('replaces', clockKinds),
    clock: item.word('clock', clockKinds),
    noticeClock: item.word('noticeClock', clockKinds),
    grounds: item.list('grounds', ['code', 'article', 'text'], readCodedGround),
    legalBasis: item.text('legalBasis'),
    ...readProvenance(item),
  };
}

function readGround(item: FieldReader): RefusalGround {
  return {
    code: item.text('code'),
    article: item.text('article'),
    rights: item.words('rights', clockRights),
    effect: item.word('effect', groundEffects),
    text: item.localText('text'),
    evidence: item.localText('evidence'),
    ...readProvenance(item),
  };
}

function contradiction(path: string, problem: string): RuleError {
  return new RuleError('DSR_RULE_CONTRADICTION', problem, path);
}

/** What no single field shows: two clocks for one thing, an extension without its clocks, a default that is not allowed. */
function checkConsistency(regime: Regime): void {
  checkClocks(regime);
  checkExtensions(regime);
  if (!regime.calendars.includes(regime.calendar))
    throw contradiction('calendar', `${regime.calendar} is not among calendars.`);
  if (regime.pauses.arithmetic === 'none' && regime.pauses.grounds.length > 0)
    throw contradiction('pauses.grounds', 'grounds are named although a pause adds nothing.');
  if (regime.fee.policy === 'always' && regime.fee.grounds.length > 0)
    throw contradiction('fee.grounds', 'grounds for a fee are named although it is always free.');
}

/** One clock of a kind, right, profile and time: two that overlap would be a choice nobody made. */
function checkClocks({ clocks }: Regime): void {
  for (const [i, rule] of clocks.entries())
    for (const [j, other] of clocks.entries()) {
      if (j >= i || other.kind !== rule.kind || other.profile !== rule.profile) continue;
      const right = rule.rights.find((candidate) => other.rights.includes(candidate));
      if (right !== undefined && overlap(rule, other))
        throw contradiction(`clocks[${i}].rights`, `${right} has a second ${rule.kind} clock.`);
    }
}

function overlap(a: ClockRule, b: ClockRule): boolean {
  const ends = (rule: ClockRule) => rule.effectiveTo ?? '9999';
  const begins = (rule: ClockRule) => rule.effectiveFrom ?? '0000';
  return begins(a) <= ends(b) && begins(b) <= ends(a);
}

function checkExtensions({ clocks, extensions }: Regime): void {
  const seen = new Set<string>();
  for (const [i, { rights, replaces, clock, noticeClock }] of extensions.entries())
    for (const right of rights) {
      const path = `extensions[${i}]`;
      if (seen.has(right)) throw contradiction(`${path}.rights`, `${right} has a second extension.`);
      seen.add(right);
      for (const kind of [replaces, clock, noticeClock])
        if (!clocks.some((rule) => rule.kind === kind && rule.rights.includes(right)))
          throw contradiction(path, `there is no ${kind} clock for ${right}.`);
    }
}
