import type { WatchConfig, WorkerConfig } from '../config/load-config';
import type { AlertChannel, Mailer } from '../domain/ports';
import type { AlertAddresses } from '../mail/alert-mail';
import { createAlertMail } from '../mail/alert-mail';
import { createAlertWebhook } from '../mail/alert-webhook';

/** Every way out for alerts that is configured; the same for the worker and the watch. */
export function alertChannels(
  config: WorkerConfig | WatchConfig,
  mailer: Mailer,
  mailDomain: string,
): AlertChannel[] {
  const mail = createAlertMail({ mailer, addresses: addressesOf(config), domain: mailDomain });
  const { DSR_ALERT_WEBHOOK_URL: url, DSR_ALERT_WEBHOOK_SECRET: secret } = config;
  const webhook = url === undefined || secret === undefined ? undefined : createAlertWebhook({ url, secret });
  return [mail, webhook].filter((channel) => channel !== undefined);
}

function addressesOf(config: WorkerConfig | WatchConfig): AlertAddresses {
  const { DSR_ALERT_OPERATOR: operator, DSR_ALERT_SUPERVISOR: supervisor } = config;
  const { DSR_ALERT_PRIVACY_OFFICER: privacyOfficer } = config;
  return {
    ...(operator === undefined ? {} : { operator }),
    ...(supervisor === undefined ? {} : { supervisor }),
    ...(privacyOfficer === undefined ? {} : { privacyOfficer }),
  };
}
