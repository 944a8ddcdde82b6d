import { startChildServer } from './child-server';
import { sampleSecret } from './staff';

export { sampleStaff } from './staff';
export type { SampleStaff } from './staff';

/** A running OpenID Connect provider with the sample staff. */
export interface IdentityProvider {
  /** `http://127.0.0.1:<port>`: loopback only. Its keys are at `/jwks`, made anew at every start. */
  readonly issuer: string;
  stop(): Promise<void>;
}

/** Starts the provider in a process of its own. `port` default 0: any free one. */
export async function startIdentityProvider(
  options: { readonly port?: number } = {},
): Promise<IdentityProvider> {
  const child = await startChildServer<{ issuer: string }>('identity-provider-server.ts', options);
  return { issuer: child.ready.issuer, stop: () => child.stop() };
}

/**
 * An access token for a member of staff or a system by the `client_credentials` grant, as `curl -u` does it.
 * @throws Error when the provider does not know the member of staff.
 */
export async function staffToken(issuer: string, staffId: string): Promise<string> {
  const credentials = Buffer.from(`${staffId}:${sampleSecret}`).toString('base64');
  const response = await fetch(`${issuer}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${credentials}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const body = (await response.json()) as { access_token?: string; error_description?: string };
  if (body.access_token === undefined) {
    throw new Error(`No token for ${staffId}: ${body.error_description ?? response.status}`);
  }
  return body.access_token;
}

/** The one command with which a newcomer gets a member of staff's token into a shell variable. */
export function tokenCommand(issuer: string, staffId: string): string {
  const read = `node -pe 'JSON.parse(require("fs").readFileSync(0)).access_token'`;
  return `curl -s -u ${staffId}:${sampleSecret} -d grant_type=client_credentials ${issuer}/token | ${read}`;
}
