import type { DataMap } from '../../../domain/data-map';
import { testMap } from './fixtures';
import type { TestApi } from './support';
import { startTestApi } from './support';

const map: DataMap = {
  ...testMap,
  processors: [
    { id: 'sender', title: { 'zh-CN': '群发', en: 'Sender' }, purposes: [], answersWithin: 'P10D' },
    { id: 'courier', title: { 'zh-CN': '快递', en: 'Courier' }, purposes: [], answersWithin: 'P10D' },
  ],
};
const askedAt = '2026-03-02T01:00:00.000Z';
const answersBy = '2026-03-12T01:00:00.000Z';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
  Object.assign(api.books.dataMaps, { find: () => Promise.resolve(map) });
});
afterAll(() => api.stop());

async function requestWithOrders() {
  const made = api.request();
  const order = { requestId: made.id, askedAt, answersBy };
  await api.books.recipients.ask({ ...order, storeId: 'list', processorId: 'sender' });
  await api.books.recipients.ask({ ...order, storeId: 'parcels', processorId: 'courier' });
  await api.books.recipients.answer(made.id, 'parcels', {
    state: 'confirmed',
    at: '2026-03-03T01:00:00.000Z',
    receiptHash: 'a'.repeat(64),
  });
  return made;
}

describe('Recipients of a request', () => {
  it('When staff ask, then they see who has not answered, until when, and the receipts', async () => {
    const { id } = await requestWithOrders();
    for (const role of ['operator', 'auditor'] as const) {
      const { body } = await api.get(`/v1/staff/requests/${id}/recipients`, { token: await api.staff(role) });
      expect(body['unanswered']).toEqual(['sender']);
      expect(body.items).toMatchObject([
        { processorId: 'courier', title: 'Courier', state: 'confirmed', receiptHashes: ['a'.repeat(64)] },
        { processorId: 'sender', state: 'asked', answersBy, stores: [{ storeId: 'list', state: 'asked' }] },
      ]);
    }
  });

  it('When the person asks, then they are named with what they said; before proof of identity they are not', async () => {
    const { id, subject, requester } = await requestWithOrders();
    const full = await api.get(`/v1/requests/${id}`, { token: subject });
    expect(full.body['recipients']).toEqual([
      { name: 'Courier', answer: 'confirmed', at: '2026-03-03T01:00:00.000Z' },
      { name: 'Sender', answer: 'asked', at: askedAt },
    ]);
    const brief = await api.get(`/v1/requests/${id}`, { token: requester });
    expect(brief.body).not.toHaveProperty('recipients');
  });

  it('When nobody was asked, then both lists are empty', async () => {
    const { id, subject } = api.request();
    const token = await api.staff('operator');
    expect((await api.get(`/v1/staff/requests/${id}/recipients`, { token })).body).toEqual({
      items: [],
      unanswered: [],
    });
    expect((await api.get(`/v1/requests/${id}`, { token: subject })).body['recipients']).toEqual([]);
  });
});
