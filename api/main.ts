import { readFile } from 'node:fs/promises';
import type { Environment } from '../config/load-config';
import { loadApiConfig } from '../config/load-config';
import type { ApiConfig } from '../config/load-config';
import { cipher } from '../crypto/cipher';
import { keyedHash } from '../crypto/blind-index';
import { callbackSecret, isSigned } from '../crypto/callback-token';
import { createDecisionSigner } from '../crypto/decision-signer';
import { hashMailedCode, newIncidentId, newRequestId, newToken } from '../crypto/ids';
import { createLocalKeyring } from '../crypto/local-keyring';
import { loadDataMap } from '../datamap/load';
import { normaliseIdentifier } from '../datamap/normalise';
import type { KeyProvider, Persistence, RequestGateway } from '../domain/ports';
import type { RuleBook } from '../domain/rule-book';
import { clockSettingsOf } from '../config/clock-settings';
import { evidenceChain } from '../evidence/chain';
import { createPersistence } from '../persistence/create-persistence';
import type { TemporalClient } from '../temporal/client';
import { connectTemporal } from '../temporal/client';
import { createDataConverter } from '../temporal/data-converter';
import { createRequestGateway } from '../temporal/gateway';
import { createApiLog } from './api-log';
import type { ApiDeps, ApiSettings } from './deps';
import { countedClocks } from './counted-clocks';
import { createTokenVerifier } from './oidc';
import { trackCalls } from './in-flight';
import type { RunningApi } from './server';
import { startApi } from './server';

const dayMs = 24 * 60 * 60 * 1_000;

/** Runs the API of this environment until SIGTERM or SIGINT; then lets running calls end and closes its connections. */
export async function serveApi(env: Environment = process.env): Promise<void> {
  const signalled = new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
  });
  const api = await startConfiguredApi(env);
  await signalled;
  await api.stop();
}

/**
 * Starts the API as its environment says. Stopping it also closes its connections.
 * @throws ConfigError, DataMapError, KeyringError, PersistenceError; each says what to do.
 */
export async function startConfiguredApi(env: Environment): Promise<RunningApi> {
  const config = loadApiConfig(env);
  const keys = await createLocalKeyring(config.DSR_KEYRING_FILE);
  const books = await createPersistence({
    uri: config.DSR_MONGODB_URI,
    database: config.DSR_MONGODB_DATABASE,
    keys,
    cipher,
    chain: evidenceChain,
  });
  const temporal = connectTemporal({
    address: config.DSR_TEMPORAL_ADDRESS,
    namespace: config.DSR_TEMPORAL_NAMESPACE,
    dataConverter: await createDataConverter(keys),
  });
  const tracked = trackCalls(gatewayOf(config, books, temporal));
  const close = async (): Promise<void> => {
    await tracked.settled();
    await Promise.allSettled([temporal.close(), books.close()]);
  };
  try {
    const deps = await wire(config, keys, books, tracked.gateway);
    const running = await startApi(deps, { host: config.DSR_API_HOST, port: config.DSR_API_PORT });
    return { url: running.url, stop: () => running.stop().finally(close) };
  } catch (error) {
    await close();
    throw error;
  }
}

function gatewayOf(config: ApiConfig, books: Persistence, temporal: TemporalClient): RequestGateway {
  return createRequestGateway(temporal, {
    find: (requestId) => books.requests.find(requestId),
    verificationDays: config.DSR_VERIFICATION_DAYS,
    liftWarningMs: config.DSR_LIFT_WARNING_DAYS * dayMs,
  });
}

async function wire(
  config: ApiConfig,
  keys: KeyProvider,
  books: Persistence,
  gateway: RequestGateway,
): Promise<ApiDeps> {
  const mapFile = config.DSR_DATA_MAP_FILE;
  const dataMap = loadDataMap(await readFile(mapFile, 'utf8'), mapFile);
  // Requests are pinned to this version, so it must be in the archive before the first of them.
  await books.dataMaps.pin(dataMap);
  const fingerprintKey = await keys.derive('api-fingerprint');
  const callbackKey = await keys.derive('processor-callback');
  const signer = await createDecisionSigner((purpose) => keys.derive(purpose), config.DSR_DECISION_KEY);
  const clocks = clockSettingsOf(config);
  return {
    books,
    dataMap,
    gateway,
    tokens: createTokenVerifier({ issuer: config.DSR_OIDC_ISSUER, audience: config.DSR_OIDC_AUDIENCE }),
    normaliseIdentifier: (kind, value) => normaliseIdentifier(kind, value, config.DSR_PHONE_REGION),
    initialClocks: ({ regimes, right, receivedAt }) =>
      countedClocks(regimes, right, { receivedAt, extendedRegimes: [], pauses: [] }, clocks),
    clocks,
    newRequestId,
    newIncidentId,
    newToken,
    hashCode: hashMailedCode,
    fingerprint: (text) => keyedHash(fingerprintKey, text),
    decisions: { issuer: config.DSR_PUBLIC_URL, seconds: config.DSR_DECISION_SECONDS, signer },
    callbacks: {
      isSigned: (answerId, header, body, now) =>
        isSigned(callbackSecret(callbackKey, answerId), header, body, now),
    },
    log: createApiLog(config.DSR_LOG_LEVEL),
    now: () => new Date().toISOString(),
    settings: apiSettings(config, clocks.rules),
  };
}

function apiSettings(config: ApiConfig, rules: RuleBook): ApiSettings {
  return {
    defaultRegimes: config.DSR_REGIMES,
    regimeVersions: Object.fromEntries([...rules.regimes.values()].map(({ id, version }) => [id, version])),
    trustProxy: config.DSR_TRUST_PROXY,
    ratePerMinute: config.DSR_RATE_PER_MINUTE,
    intakeRatePerMinute: config.DSR_INTAKE_RATE_PER_MINUTE,
  };
}
