import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { generateSubscribers } from './generate-desk';
import { startIdentityProvider } from './identity-provider';
import type { IdentityProvider } from './identity-provider';
import { startInbox } from './inbox';
import type { Inbox } from './inbox';
import { startNewsletterSender } from './newsletter-sender';
import type { NewsletterSender } from './newsletter-sender';
import { seedShop, seedSupportDesk } from './seed';
import { supportDeskUri } from './desk-uri';
import { apiAudience } from './staff';

/** The data map of the sample company. */
export const sampleDataMapPath = join(__dirname, 'data-map.yaml');
/** The key of the newsletter sender. Public on purpose: a sample, on the loopback interface. */
export const sampleNewsletterKey = 'sample-newsletter-key';

/** How the sample company is started. */
export interface SampleCompanyOptions {
  /** Database of the shop; it is created when missing. */
  readonly pgUrl: string;
  /** Server of the support desk; database `support_desk` unless it names one. */
  readonly mongoUri: string;
  /** Default for each: any free port. */
  readonly ports?: {
    readonly newsletter?: number;
    readonly identityProvider?: number;
    readonly smtp?: number;
    readonly inbox?: number;
  };
  /** Drop what the stores hold and seed anew. Default false. */
  readonly reset?: boolean;
  /** Folder in which the newsletter sender and the inbox survive a restart; default: they do not. */
  readonly stateDir?: string;
  /** Milliseconds until the newsletter sender executes an erasure; default 3,000. */
  readonly answerAfterMs?: number;
  readonly onProgress: (line: string) => void;
}

/** The running sample company. */
export interface SampleCompany {
  /** Variables for the worker and the API: connections of the stores, data map, identity provider, mail. */
  readonly env: Readonly<Record<string, string>>;
  readonly addresses: {
    readonly newsletter: string;
    readonly issuer: string;
    readonly smtp: string;
    readonly inbox: string;
  };
  readonly newsletter: NewsletterSender;
  readonly identityProvider: IdentityProvider;
  readonly inbox: Inbox;
  /** Stops what was started; the databases are the caller's. */
  stop(): Promise<void>;
}

/** Seeds the stores and starts what else belongs to the sample company. Stops what it started when a part fails. */
export async function startSampleCompany(options: SampleCompanyOptions): Promise<SampleCompany> {
  await seed(options);
  const started: { stop(): Promise<void> }[] = [];
  const keep = <T extends { stop(): Promise<void> }>(server: T): T => {
    started.push(server);
    return server;
  };
  const stop = async (): Promise<void> => {
    await Promise.all(started.map((server) => server.stop()));
  };
  try {
    const newsletter = keep(await startSender(options));
    options.onProgress(`Newsletter sender at ${newsletter.url}`);
    const identityProvider = keep(await startIdentityProvider(portOf(options.ports?.identityProvider)));
    options.onProgress(`Identity provider at ${identityProvider.issuer}`);
    const inbox = keep(await startMail(options));
    options.onProgress(`Inbox of sent mail at ${inbox.webUrl}`);
    return {
      env: {
        DSR_DATA_MAP_FILE: sampleDataMapPath,
        DSR_STORE_SHOP: options.pgUrl,
        DSR_STORE_SUPPORT_DESK: supportDeskUri(options.mongoUri),
        DSR_STORE_NEWSLETTER: newsletter.connection,
        DSR_OIDC_ISSUER: identityProvider.issuer,
        DSR_OIDC_AUDIENCE: apiAudience,
        DSR_SMTP_URL: inbox.smtpUrl,
        DSR_MAIL_FROM: 'privacy@hailan.example',
      },
      addresses: {
        newsletter: newsletter.url,
        issuer: identityProvider.issuer,
        smtp: inbox.smtpUrl,
        inbox: inbox.webUrl,
      },
      newsletter,
      identityProvider,
      inbox,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function seed({ pgUrl, mongoUri, reset = false, onProgress }: SampleCompanyOptions): Promise<void> {
  const [shop, desk] = await Promise.all([seedShop(pgUrl, { reset }), seedSupportDesk(mongoUri, { reset })]);
  onProgress(shop === 'seeded' ? 'Shop seeded' : 'Shop kept as it was');
  onProgress(desk === 'seeded' ? 'Support desk seeded' : 'Support desk kept as it was');
}

async function startSender(options: SampleCompanyOptions): Promise<NewsletterSender> {
  const { stateDir, answerAfterMs, ports, reset = false } = options;
  const stateFile = stateDir === undefined ? undefined : join(stateDir, 'newsletter-sender.json');
  if (stateDir !== undefined) await mkdir(stateDir, { recursive: true });
  if (stateFile !== undefined && reset) await rm(stateFile, { force: true });
  return startNewsletterSender({
    ...portOf(ports?.newsletter),
    apiKey: sampleNewsletterKey,
    subscribers: generateSubscribers(),
    ...(answerAfterMs === undefined ? {} : { answerAfterMs }),
    ...(stateFile === undefined ? {} : { stateFile }),
  });
}

async function startMail({ stateDir, ports, reset = false }: SampleCompanyOptions): Promise<Inbox> {
  const mailDir = stateDir === undefined ? undefined : join(stateDir, 'inbox');
  if (mailDir !== undefined && reset) await rm(mailDir, { recursive: true, force: true });
  if (mailDir !== undefined) await mkdir(mailDir, { recursive: true });
  return startInbox({
    smtpPort: ports?.smtp ?? 0,
    webPort: ports?.inbox ?? 0,
    ...(mailDir === undefined ? {} : { mailDir }),
  });
}

function portOf(port: number | undefined): { readonly port?: number } {
  return port === undefined ? {} : { port };
}
