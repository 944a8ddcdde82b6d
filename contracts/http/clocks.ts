import { z } from 'zod';
import { feeResults, recountCauses, regimeGrounds } from '../../domain/request';
import { groundWord, instantText, line, paragraph, reasonWord } from './primitives';

const regimeId = z.string().min(1).max(40);
const localDate = z.string().meta({ description: 'Local day, YYYY-MM-DD.' });
const bothLanguages = z.object({ 'zh-CN': z.string(), en: z.string() });

/** An extension is declared. */
export const extensionBody = z
  .strictObject({ regime: regimeId, ground: groundWord })
  .meta({ id: 'Extension' });
/** Clocks, and the work on stores, stand still until the person answers. */
export const pauseBody = z
  .strictObject({
    reason: reasonWord,
    missing: paragraph(2_000)
      .optional()
      .meta({ description: 'Exactly what is missing, for the letter; stays in the vault.' }),
  })
  .meta({ id: 'Pause' });
/** A fee is asked for; the amount stays in the vault. */
export const feeBody = z
  .strictObject({
    regime: regimeId,
    ground: groundWord,
    amount: line(60).meta({ description: 'With its currency, e.g. CHF 180.' }),
  })
  .meta({ id: 'Fee' });
/** See {@link feeBody}. */
export type FeeBody = z.infer<typeof feeBody>;
/** What became of the fee. */
export const feeResultBody = z.strictObject({ result: z.enum(feeResults) }).meta({ id: 'FeeResult' });
/** Other regimes apply than those of the intake. */
export const regimesBody = z
  .strictObject({
    regimes: z.array(regimeId).min(1).max(10),
    ground: z.enum(regimeGrounds),
  })
  .meta({ id: 'RegimeChange' });
/** See {@link regimesBody}. */
export type RegimesBody = z.infer<typeof regimesBody>;
/** The clocks are counted again. */
export const recountBody = z.strictObject({ cause: z.enum(recountCauses) }).meta({ id: 'Recount' });

/** A clock as staff see it in a request. */
export const clock = z.object({
  regime: z.string(),
  clock: z.string(),
  goal: z.string().meta({ description: 'What stops it for good.' }),
  date: localDate.meta({ description: 'Last local day, YYYY-MM-DD.' }),
  deadlineAt: instantText,
  strictAt: instantText.meta({ description: 'Without roll-forward and pauses.' }),
  targetAt: instantText.meta({ description: 'What we operate to: at or before strictAt.' }),
  provisional: z.boolean(),
  ruleVersion: z.string(),
  calendarVersion: z.string(),
  status: z.enum(['running', 'satisfied', 'breached']),
  extended: z.boolean(),
  extensionGrounds: z.array(z.string()),
  extendBefore: instantText.optional(),
  pauseReasons: z.array(z.string()),
});

const step = z.object({ zh: z.string(), en: z.string(), article: z.string().optional() });
const explained = z.object({
  regime: z.string(),
  name: bothLanguages,
  clock: z.string(),
  started: z.boolean().meta({ description: 'False while the event that starts it has not happened.' }),
  startDate: localDate.optional(),
  zone: z.string(),
  date: localDate,
  deadlineAt: instantText,
  strictDate: localDate,
  strictAt: instantText,
  targetDate: localDate,
  targetAt: instantText,
  provisional: z.boolean(),
  ruleVersion: z.string(),
  calendarVersion: z.string(),
  legalBasis: z.string(),
  confidence: z.string(),
  source: z.string(),
  restDaysSkipped: z.array(z.string()),
  steps: z.array(step),
  inForce: z
    .object({
      date: localDate,
      deadlineAt: instantText,
      status: z.enum(['running', 'satisfied', 'breached']),
      standsStill: z.boolean(),
      extended: z.boolean(),
      extendBefore: instantText.optional(),
      ruleVersion: z.string(),
      calendarVersion: z.string(),
      differs: z.boolean(),
    })
    .optional()
    .meta({ description: 'The clock as it was counted last; absent for the last moment of an extension.' }),
});
/** Every clock of a request with the steps of its count. */
export const deadlinesAnswer = z.object({ items: z.array(explained) }).meta({ id: 'Deadlines' });
