// The data map of further-stores.ts: as YAML would say it, with the defaults left out.

const title = { 'zh-CN': '测试', en: 'Test' };
const texts = (en: string) => ({ 'zh-CN': en, en });

function field(name: string, more: object = {}) {
  return { name, title, category: 'contact', class: 'general-sensitive', purposes: ['account'], ...more };
}

const number = (name: string) => field(name, { identity: 'customerNumber', source: 'system' });
const name = field('name', { erasure: 'mask', correctable: true });
const offers = field('offers', { class: 'non-sensitive', purposes: ['marketing'] });
/** What every form of record has in common. */
const marked = {
  erasure: 'delete',
  restrictionMarker: 'restricted',
  objection: { purpose: 'marketing', field: 'offers', off: false },
};
const byNumber = (column: string) => [{ kind: 'customerNumber', field: column }];
const place = { region: 'cn-south', owner: 'operations' };

/** Asked by letter. */
export const surveyInstitute = {
  id: 'survey-institute',
  title: texts('Survey institute (fictional)'),
  purposes: ['service-improvement'],
  contact: 'desk@survey.example',
};

/** One store of every kind that the sample company has not. */
export const furtherStores = [
  {
    id: 'crm',
    kind: 'mysql',
    title: texts('Contacts'),
    connection: 'DSR_STORE_CRM',
    ...place,
    collections: [
      {
        id: 'contacts',
        source: 'contacts',
        title,
        key: 'customer_id',
        lookups: byNumber('customer_id'),
        ...marked,
        fields: [number('customer_id'), name, offers],
      },
      {
        id: 'notes',
        source: 'notes',
        title,
        key: 'id',
        links: [{ field: 'customer_id', to: 'contacts', toField: 'customer_id' }],
        erasure: 'delete',
        fields: [
          field('id', { source: 'system' }),
          field('customer_id', { source: 'system' }),
          field('text'),
        ],
      },
    ],
  },
  {
    id: 'kiosk',
    kind: 'sqlite',
    title: texts('Kiosk'),
    connection: 'DSR_STORE_KIOSK',
    ...place,
    collections: [
      {
        id: 'visits',
        source: 'visits',
        title,
        key: 'id',
        lookups: byNumber('customer_id'),
        ...marked,
        fields: [number('customer_id'), name, offers],
      },
    ],
  },
  {
    id: 'sessions',
    kind: 'redis',
    title: texts('Sessions'),
    connection: 'DSR_STORE_SESSIONS',
    ...place,
    collections: [
      {
        id: 'profiles',
        source: 'profile:{customerNumber}',
        title,
        key: '_key',
        lookups: byNumber('customerNumber'),
        ...marked,
        fields: [number('customerNumber'), name, offers],
      },
      {
        id: 'web',
        source: 'session:{customerNumber}:*',
        title,
        key: '_key',
        lookups: byNumber('customerNumber'),
        erasure: 'delete',
        fields: [number('customerNumber'), field('agent')],
      },
    ],
  },
  {
    id: 'documents',
    kind: 's3',
    title: texts('Documents'),
    connection: 'DSR_STORE_DOCUMENTS',
    ...place,
    collections: [
      {
        id: 'invoices',
        source: 'invoices/{customerNumber}/*',
        title,
        key: '_key',
        lookups: byNumber('customerNumber'),
        erasure: 'delete',
        fields: [number('customerNumber'), field('contentType'), field('content')],
      },
      {
        id: 'leads',
        source: 'exports/*.ndjson',
        title,
        key: 'id',
        lookups: byNumber('customer'),
        ...marked,
        fields: [number('customer'), name, offers],
      },
    ],
  },
  {
    id: 'survey',
    kind: 'email-processor',
    title: texts('Survey answers'),
    region: 'cn-south',
    owner: surveyInstitute.id,
    connection: 'DSR_STORE_SURVEY',
    collections: [
      {
        id: 'answers',
        source: 'answers',
        title,
        key: 'id',
        lookups: byNumber('customerNumber'),
        erasure: 'delete',
        fields: [
          field('customerNumber', {
            identity: 'customerNumber',
            purposes: ['service-improvement'],
            source: 'system',
          }),
        ],
      },
    ],
  },
];
