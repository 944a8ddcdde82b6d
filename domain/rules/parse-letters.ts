import {
  clockRights,
  feeClocks,
  feePolicies,
  noticeBlocks,
  remedyKinds,
  ruledNotices,
} from '../regime-words';
import type { FeeRule, NoticeRule, RecordKeeping, Regime, Remedy, RuleText } from '../regime';
import type { FieldReader } from './field-reader';
import { readCodedGround, readProvenance } from './read-parts';

const provenance = ['source', 'confidence'];
const textFields = ['text', 'article', ...provenance];
const feeFields = [
  'policy',
  'freePerYear',
  'grounds',
  'workWaits',
  'clock',
  'estimateFirst',
  'text',
  'legalBasis',
  ...provenance,
];
const remedyFields = ['code', 'kind', 'article', 'text', 'timeLimit', 'address', ...provenance];
const noticeFields = ['notice', 'rights', 'blocks', 'inWriting', 'legalBasis', ...provenance];

/** What the letters of a regime must say and may cost. */
export function readLetterRules(file: FieldReader): Pick<Regime, 'fee' | 'remedies' | 'notices'> {
  return {
    fee: readFee(file.object('fee', feeFields)),
    remedies: file.list('remedies', remedyFields, readRemedy),
    notices: file.list('notices', noticeFields, readNotice),
  };
}

/** Who may act, how long records are kept, and what else the instrument says. */
export function readPeopleRules(
  file: FieldReader,
): Pick<Regime, 'agents' | 'minors' | 'deceased' | 'recordKeeping' | 'silence' | 'notes'> {
  const minors = file.object('minors', ['age', ...textFields]);
  return {
    agents: readText(file.object('agents', textFields)),
    minors: { ...readText(minors), age: minors.countOrNull('age') },
    deceased: readText(file.object('deceased', textFields)),
    recordKeeping: readRecordKeeping(file.object('recordKeeping', ['value', 'unit', ...textFields])),
    silence: file.raw('silence') === null ? null : readText(file.object('silence', textFields)),
    notes: file.list('notes', textFields, readText),
  };
}

function readText(item: FieldReader): RuleText {
  return { text: item.localText('text'), article: item.text('article'), ...readProvenance(item) };
}

function readRecordKeeping(item: FieldReader): RecordKeeping {
  const value = item.countOrNull('value');
  return {
    ...readText(item),
    value,
    // Without a number there is nothing to measure.
    unit: value === null ? null : item.word('unit', ['day', 'month'] as const),
  };
}

function readFee(item: FieldReader): FeeRule {
  return {
    policy: item.word('policy', feePolicies),
    freePerYear: item.countOrNull('freePerYear'),
    grounds: item.list('grounds', ['code', 'article', 'text'], readCodedGround),
    workWaits: item.flag('workWaits'),
    clock: item.word('clock', feeClocks),
    estimateFirst: item.flag('estimateFirst'),
    text: item.localText('text'),
    legalBasis: item.text('legalBasis'),
    ...readProvenance(item),
  };
}

function readRemedy(item: FieldReader): Remedy {
  return {
    code: item.text('code'),
    kind: item.word('kind', remedyKinds),
    article: item.text('article'),
    text: item.localText('text'),
    timeLimit: item.localTextOrNull('timeLimit'),
    address: item.localTextOrNull('address'),
    ...readProvenance(item),
  };
}

function readNotice(item: FieldReader): NoticeRule {
  return {
    notice: item.word('notice', ruledNotices),
    rights: item.words('rights', clockRights),
    blocks: item.words('blocks', noticeBlocks),
    inWriting: item.flag('inWriting'),
    legalBasis: item.text('legalBasis'),
    ...readProvenance(item),
  };
}
