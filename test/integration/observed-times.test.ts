import { forecastRequests } from '../../activities/forecast-requests';
import type { KeptForecast } from '../../domain/forecast';
import { people } from '../../examples/sample-company/people';
import type { Engine } from '../support/engine';
import { startEngine } from '../support/engine';
import type { Case } from '../support/journeys';
import {
  approve,
  asStaff,
  closed,
  completePaper,
  fourEyes,
  proposed,
  submitVerified,
} from '../support/journeys';

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
}, 180_000);
afterAll(() => engine.stop());

jest.setTimeout(180_000);

const phases = ['verifying', 'locating', 'assessing', 'executing', 'reviewing'];
const storeKeys = ['shop', 'support-desk', 'newsletter'].flatMap((id) =>
  ['survey', 'execute', 'verify'].map((phase) => `store/${id}/${phase}`),
);
const taskKeys = ['task/paperArchive'];
const phaseKeys = phases.map((phase) => `phase/${phase}/deletion`);

async function forecastOf(one: Case): Promise<KeptForecast> {
  await forecastRequests(engine.parts.core);
  const { forecast } = await asStaff<{ forecast: KeptForecast }>(one, 'fang-auditor', 'GET', '');
  return forecast;
}

test('When a deletion runs from intake to its letter, then every step of it is observed, and the next is forecast by it', async () => {
  const first = await submitVerified(engine, people.demo, 'deletion');
  await proposed(first, 'plan');
  const guessed = await forecastOf(first);
  expect(guessed.stages.map(({ name, observed }) => [name, observed])).toEqual([
    ['assessing', false],
    ['executing', false],
    ['verifyingEffects', false],
    ['reviewing', false],
  ]);
  await approve(first, fourEyes);
  await completePaper(first);
  await closed(first);
  const all = [...storeKeys, ...taskKeys, ...phaseKeys];
  const observed = (await engine.parts.books.workTimes.lately(all)).map(({ key, tookMs }) => [
    key,
    tookMs.length,
  ]);
  expect(observed).toEqual(all.map((key) => [key, 1]));

  const second = await submitVerified(engine, people.hostOfGuestWriter, 'deletion');
  await proposed(second, 'plan');
  const learned = await forecastOf(second);
  expect(learned.stages.map(({ observed: is }) => is)).not.toContain(false);
  expect(learned.slackMs).toBeGreaterThan(guessed.slackMs!);
});
