import { RuleError } from '../clock-error';
import {
  clockKinds,
  clockRights,
  clockUnits,
  confidences,
  groundEffects,
  pauseArithmetics,
  regimeIds,
  rollPolicies,
  startEvents,
} from '../regime';
import type {
  ClockRule,
  ExtensionPolicy,
  PausePolicy,
  Provenance,
  RefusalGround,
  Regime,
  Remedy,
} from '../regime';
import { openFields } from './field-reader';
import type { FieldReader } from './field-reader';

const provenance = ['source', 'confidence'];
const clockFields = [
  'kind',
  'rights',
  'value',
  'unit',
  'startEvent',
  'roll',
  'promise',
  'legalBasis',
  ...provenance,
];
const pauseFields = ['arithmetic', 'grounds', 'legalBasis', ...provenance];
const extensionFields = [
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
  'zone',
  'calendar',
  'calendars',
  'counting',
  'clocks',
  'pauses',
  'extension',
  'refusalGrounds',
  'remedies',
  'effectiveFrom',
  'effectiveTo',
];

/** Form of every `version`; a test compares the hash with the content. */
export const versionForm = /^\d{4}\.\d{2}\.\d{2}\+[0-9a-f]{12}$/;

/** Reads and checks the form of a `version` field. */
export function readVersion(file: FieldReader): string {
  const version = file.text('version');
  if (!versionForm.test(version))
    throw new RuleError(
      'DSR_RULE_VALUE_INVALID',
      `expected <YYYY.MM.DD>+<12 hex digits>, got ${version}.`,
      'version',
    );
  return version;
}

/**
 * Turns one file of `rules/regimes/` into a rule set, refusing whatever the schema does not know.
 * @throws {@link RuleError} with the path of the first field that is wrong.
 */
export function parseRegime(raw: unknown): Regime {
  const file = openFields(raw, '', regimeFields);
  const counting = file.object('counting', ['dayZero', 'month', 'roll']);
  const regime: Regime = {
    id: file.word('id', regimeIds),
    version: readVersion(file),
    name: file.localText('name'),
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
    extension:
      file.raw('extension') === null ? null : readExtension(file.object('extension', extensionFields)),
    refusalGrounds: file.list('refusalGrounds', groundFields, readGround),
    remedies: file.list('remedies', ['code', 'article', 'text'], readRemedy),
    effectiveFrom: file.date('effectiveFrom'),
    effectiveTo: file.raw('effectiveTo') === null ? null : file.date('effectiveTo'),
  };
  checkConsistency(regime);
  return regime;
}

function readProvenance(item: FieldReader): Provenance {
  return { source: item.text('source'), confidence: item.word('confidence', confidences) };
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
    legalBasis: item.text('legalBasis'),
    ...readProvenance(item),
  };
  // A count of working days ends on one, and an hour clock does not stop for holidays (law.md 3.1 step 2).
  if (rule.roll !== 'none' && !['day', 'month'].includes(rule.unit))
    throw contradiction(`${item.path}.roll`, `a clock in ${rule.unit} units cannot roll.`);
  return rule;
}

function readPauses(item: FieldReader): PausePolicy {
  return {
    arithmetic: item.word('arithmetic', pauseArithmetics),
    grounds: item.list('grounds', ['reason', 'article', 'text'], (ground) => ({
      reason: ground.text('reason'),
      article: ground.text('article'),
      text: ground.localText('text'),
    })),
    legalBasis: item.text('legalBasis'),
    ...readProvenance(item),
  };
}

function readExtension(item: FieldReader): ExtensionPolicy {
  return {
    value: item.count('value'),
    unit: item.word('unit', clockUnits, 'DSR_RULE_UNIT_UNKNOWN'),
    times: item.count('times'),
    replaces: item.word('replaces', clockKinds),
    clock: item.word('clock', clockKinds),
    noticeClock: item.word('noticeClock', clockKinds),
    grounds: item.list('grounds', ['code', 'article', 'text'], readRemedy),
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

function readRemedy(item: FieldReader): Remedy {
  return { code: item.text('code'), article: item.text('article'), text: item.localText('text') };
}

function contradiction(path: string, problem: string): RuleError {
  return new RuleError('DSR_RULE_CONTRADICTION', problem, path);
}

/** What no single field shows: two clocks for one thing, an extension without its clocks, a default that is not allowed. */
function checkConsistency(regime: Regime): void {
  const seen = new Set<string>();
  for (const [i, { kind, rights }] of regime.clocks.entries())
    for (const right of rights) {
      if (seen.has(`${kind}/${right}`))
        throw contradiction(`clocks[${i}].rights`, `${right} has a second ${kind} clock.`);
      seen.add(`${kind}/${right}`);
    }
  const { extension } = regime;
  for (const kind of extension === null ? [] : [extension.replaces, extension.clock, extension.noticeClock])
    if (!regime.clocks.some((rule) => rule.kind === kind))
      throw contradiction('extension', `there is no ${kind} clock.`);
  if (!regime.calendars.includes(regime.calendar))
    throw contradiction('calendar', `${regime.calendar} is not among calendars.`);
  if (regime.pauses.arithmetic === 'none' && regime.pauses.grounds.length > 0)
    throw contradiction('pauses.grounds', 'grounds are named although a pause adds nothing.');
}
