import type { FieldMap, PurposeMap } from './data-map';

/** Sources of what the person provided: themselves, or by using the service (WP 242 rev.01). */
const providedBy = ['person', 'system'];

/**
 * Grounds that name consent or a contract: GDPR art 6(1)(a), (b) and 9(2)(a); PIPL art 13(1)(1) and (2), also written 13(1)
 * and 13(2); or the words.
 */
const consentOrContract =
  /\bconsent|\bcontract|同意|合同|\b6\s*\(1\)\s*\([ab]\)|\b9\s*\(2\)\s*\(a\)|PIPL\s*(?:art\.?\s*)?13\s*(?:\(1\)\s*)?\([12]\)(?!\s*\()/i;

/** The same for consent alone: what can be withdrawn (GDPR art 7(3), PIPL art 15). */
const consent =
  /\bconsent|同意|\b6\s*\(1\)\s*\(a\)|\b9\s*\(2\)\s*\(a\)|PIPL\s*(?:art\.?\s*)?13\s*\(1\)\s*\(1\)|PIPL\s*(?:art\.?\s*)?13\s*\(1\)(?!\s*\()/i;

/** True when the purpose rests on the person's consent, and ends when it is withdrawn. */
export function restsOnConsent({ legalGround }: Pick<PurposeMap, 'legalGround'>): boolean {
  return consent.test(legalGround);
}

/**
 * True when the person may take the field along: they provided it, and it is processed on consent or for a contract (GDPR
 * art 20(1); for PIPL art 45(3) the condition of art. 25 of the Regulations on Network Data Security Management). What was
 * derived, written by staff or given by others is not portable; an access package holds it.
 */
export function isPortable(
  field: Pick<FieldMap, 'source' | 'purposes'>,
  purposes: readonly PurposeMap[],
): boolean {
  return (
    providedBy.includes(field.source) &&
    purposes.some(({ id, legalGround }) => field.purposes.includes(id) && consentOrContract.test(legalGround))
  );
}
