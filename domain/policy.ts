import type { StaffRole } from './actor';
import type { SensitivityClass } from './data-map';
import type { Right } from './right';

const anyDecider: readonly StaffRole[] = ['operator', 'approver', 'privacyOfficer'];
const secondPair: readonly StaffRole[] = ['approver', 'privacyOfficer'];
const officer: readonly StaffRole[] = ['privacyOfficer'];

/** Facts on which the depth of approval depends. */
export interface ApprovalCase {
  readonly right: Right;
  /** Highest class among the data concerned. */
  readonly highestClass: SensitivityClass;
  /** True when the data are a child's (under 14). */
  readonly minor: boolean;
}

/**
 * Who must approve what, as slots that different people fill in order.
 * Deletion cannot be undone and a disclosure of core-sensitive data cannot be called back: four eyes (product.md S10,
 * S14). A child's data need the responsible manager (Minors Network Protection Regulations art 36). Restriction
 * protects the person and can be lifted: no approval may delay it.
 */
export function approvalSlots(facts: ApprovalCase): readonly (readonly StaffRole[])[] {
  const second = facts.minor ? officer : secondPair;
  switch (facts.right) {
    case 'deletion':
      return [anyDecider, second];
    case 'access':
    case 'correction':
      return facts.minor || facts.highestClass === 'core-sensitive' ? [anyDecider, second] : [anyDecider];
    case 'restriction':
    case 'objection':
      return [];
  }
}

/** A refusal is proposed by one person and agreed by another. */
export const refusalSlots: readonly (readonly StaffRole[])[] = [secondPair];

/**
 * Who must agree when a complaint or an appeal was decided: somebody else where at least two decided what it is about, so
 * that no one person undoes, or confirms, what took two. The one who decides it is senior already.
 */
export function reviewSlots(deciders: number): readonly (readonly StaffRole[])[] {
  return deciders < 2 ? [] : [anyDecider];
}

/** Fixed numbers of the product, each with its reason. A controller may override them in its configuration. */
export const policyDefaults = {
  /** Mailed codes live ten minutes (ASVS 6.5.5). */
  codeLifetimeMinutes: 10,
  /** Five guesses per code (SECURITY.md S6). */
  guessesPerCode: 5,
  /** Three mails with codes per address and day: we are no mail-bomb relay (SECURITY.md S11). */
  codesPerDay: 3,
  /** An unverified request is closed after this many days; well inside every response period. */
  verificationDays: 7,
  /** A package can be fetched for 72 hours, three times (SECURITY.md S12). */
  packageHours: 72,
  packageDownloads: 3,
  /** A person is warned this many days before a restriction is lifted (GDPR art 18(3) names no number). */
  liftWarningDays: 3,
  /** Staff are reminded at these fractions of the strict period. */
  reminderFractions: [0.5, 0.8],
  /** Guardian consent is needed below this age (PIPL art 31). */
  guardianAge: 14,
} as const;
