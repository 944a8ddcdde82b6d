/** Who letters are from. */
export interface Sender {
  readonly name: string;
  readonly address: string;
}

/** Reads `Name <address>` or a bare address. */
export function senderOf(from: string): Sender {
  const match = /^(.*?)\s*<([^<>]+)>$/.exec(from);
  return match === null ? { name: '', address: from } : { name: match[1] ?? '', address: match[2] ?? '' };
}

/** The domain of a sender, for the Message-IDs. */
export function domainOf({ address }: Sender): string {
  return address.split('@')[1] ?? 'localhost';
}
