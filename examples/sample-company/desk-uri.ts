const deskDatabase = 'support_desk';

/** The URI with the support desk's database in it, `support_desk` where it names none: what the connector is given. */
export function supportDeskUri(mongoUri: string): string {
  const match = /^(mongodb(?:\+srv)?:\/\/[^/?]+)\/?([^?]*)(\?.*)?$/.exec(mongoUri);
  if (match === null)
    throw new Error('Expected a MongoDB URI such as mongodb://127.0.0.1:27017/support_desk.');
  const [, server = '', database = '', query = ''] = match;
  return `${server}/${database === '' ? deskDatabase : database}${query}`;
}
