// The grammar is narrower than RFC 5321 and 6531 on purpose: every production that it leaves out (quoted local parts,
// comments, groups, address lists, domain literals) has carried a letter to somebody else (GHSA-mm7p-fcc7-pg87).
const localAtom = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+$/u;
const domainLabel = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;
/** Limits of RFC 5321 4.5.3.1, in bytes; the whole without angle brackets. */
const maxLocalBytes = 64;
const maxAddressBytes = 254;
/** Scripts whose letters pass for one another; nobody's mailbox mixes them. */
const confusableScripts = [
  /\p{Script=Latin}/u,
  /\p{Script=Greek}/u,
  /\p{Script=Cyrillic}/u,
  /\p{Script=Armenian}/u,
  /\p{Script=Cherokee}/u,
];

/**
 * True when `address` is exactly one plain mailbox: dot-atoms before one `@`, an ASCII host name of at least two labels
 * after it. Unicode is allowed before the `@` in composed form (RFC 6531), but neither compatibility forms such as
 * full-width letters nor a mix of look-alike scripts. Domains must come as A-labels, as `normaliseIdentifier` makes them.
 */
export function isPlainMailbox(address: string): boolean {
  if (Buffer.byteLength(address) > maxAddressBytes) return false;
  const [local, domain, ...rest] = address.split('@');
  if (local === undefined || domain === undefined || rest.length > 0) return false;
  return isLocalPart(local) && isHostName(domain);
}

function isLocalPart(local: string): boolean {
  if (Buffer.byteLength(local) > maxLocalBytes) return false;
  if (!local.split('.').every((atom) => localAtom.test(atom))) return false;
  // Unequal to its compatibility form: full-width, circled, mathematical letters, ligatures, or decomposed accents.
  if (local.normalize('NFKC') !== local) return false;
  return confusableScripts.filter((script) => script.test(local)).length <= 1;
}

function isHostName(domain: string): boolean {
  const labels = domain.split('.');
  return (
    labels.length >= 2 &&
    labels.every((label) => domainLabel.test(label)) &&
    !/^\d+$/.test(labels.at(-1) ?? '')
  );
}
