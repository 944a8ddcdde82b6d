import type { ClockState } from '../../../domain/clock-state';
import type { CollectionMap, DataMap } from '../../../domain/data-map';

const text = (en: string) => ({ en, 'zh-CN': en });

const customers: CollectionMap = {
  id: 'customers',
  source: 'public.customers',
  title: text('Customers'),
  key: 'id',
  subjects: true,
  lookups: [{ kind: 'email', field: 'email' }],
  links: [],
  whose: 'sole',
  erasure: 'mask',
  fields: ['phone', 'email'].map((name) => ({
    name,
    title: text(name),
    category: 'contact',
    class: 'general-sensitive',
    purposes: ['account'],
    source: 'person',
    recipients: [],
    erasure: 'mask',
    correctable: name === 'phone',
  })),
};

/** A data map of a fictional shop: one field that may be corrected, one purpose that is marketing. */
export const testMap: DataMap = {
  version: 'f'.repeat(64),
  controller: {
    id: 'lotus',
    name: text('Lotus Shop'),
    officer: text('Officer'),
    contact: 'privacy@lotus.example',
    address: text('1 Lotus Lane'),
    complaints: {},
  },
  purposes: [
    { id: 'account', title: text('Account'), marketing: false, legalGround: 'contract' },
    { id: 'marketing', title: text('Offers'), marketing: true, legalGround: 'consent' },
  ],
  processors: [],
  copies: [],
  stores: [
    {
      id: 'shop',
      kind: 'postgres',
      title: text('Shop'),
      connection: 'DSR_STORE_SHOP',
      region: 'main',
      owner: 'shop',
      timeoutMs: 30_000,
      limits: { concurrency: 4 },
      collections: [customers],
    },
  ],
};

/** A running clock that ends far away. */
export function testClock(regime: string): ClockState {
  return {
    regime,
    clock: 'respond',
    goal: 'answer',
    date: '2030-01-31',
    deadlineAt: '2030-01-31T16:00:00Z',
    strictAt: '2030-01-31T16:00:00Z',
    targetAt: '2030-01-31T16:00:00Z',
    provisional: false,
    ruleVersion: '2026-01-01+000000000000',
    calendarVersion: 'CN-2026',
    status: 'running',
    thresholds: [],
    extensionGrounds: [],
    extended: false,
    pauseReasons: [],
  };
}

/** An intake of a fictional person. */
export function intakeBody(change: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    right: 'access',
    name: '林样例',
    identifiers: [{ kind: 'email', value: 'Lin.Yangli@example.com' }],
    ...change,
  };
}
