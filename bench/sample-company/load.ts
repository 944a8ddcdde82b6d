import { setTimeout as delay } from 'node:timers/promises';
import type { DemoPerson } from '../../cli/demo/demo-person';
import type { Figure } from '../figure';
import { cpuSecondsOf, memoryMbOf } from '../process-tree';
import type { BenchServers } from '../servers';
import { median } from '../statistics';
import { ordinaryCustomers } from './customers';
import type { MeasuredRight, Scene } from './journey';
import { carryThrough } from './journey';
import { openStaffDesk } from './staff-desk';
import type { BenchCompany, BenchParts } from './system';
import { startParts } from './system';

const rights = ['access', 'deletion'] as const;
const published =
  'Baseline: published measurements of Fides 2.78.2, of another run on another day, not ours.';
/** The peer's CPU seconds per request (middle of what was published) and its requests per second with four workers. */
const peer = {
  access: { cpuSeconds: 1.05, perSecond: 2.1 },
  deletion: { cpuSeconds: 2.1, perSecond: 0.9 },
} as const;
/** The peer's web process and the smallest that its workers were. */
const peerMemoryMb = 380 + 544;
const idleMs = 5_000;

type ProcessGroup = readonly [name: string, pids: readonly number[]];

/** CPU by process, memory, and requests per second at one and at ten at a time. */
export async function loadFigures(
  servers: BenchServers,
  place: BenchCompany,
  quick: boolean,
): Promise<Figure[]> {
  const parts = await startParts(place.env, place.env);
  const desk = await openStaffDesk(parts.api, place.books, place.company.addresses.issuer);
  try {
    const scene = { api: parts.api, mailbox: place.mailbox, desk };
    const people = ordinaryCustomers()[Symbol.iterator]();
    const take = (count: number) => Array.from({ length: count }, () => nextOf(people));
    const groups = groupsOf(servers, parts);
    for (const right of rights) await runAll(scene, take(3), right, 1);
    const idle = await idleCpu(groups);
    const figures: Figure[] = [];
    for (const right of rights) {
      figures.push(...(await atATime(scene, take(quick ? 3 : 20), right, 1, groups)));
      figures.push(...(await atATime(scene, take(quick ? 10 : 60), right, 10, groups)));
    }
    return [...figures, ...idle, ...memoryFigures(groups)];
  } finally {
    await desk.stop();
    await parts.stop();
  }
}

function nextOf(people: Iterator<DemoPerson>): DemoPerson {
  const next = people.next();
  if (next.done === true) throw new Error('The sample company has no ordinary customer left.');
  return next.value;
}

function groupsOf({ pids }: BenchServers, parts: BenchParts): ProcessGroup[] {
  const ours: ProcessGroup[] = [
    ['API', [parts.apiPid]],
    ['worker', [parts.workerPid]],
  ];
  if (pids === undefined) return ours;
  return [...ours, ['Temporal', pids.temporal], ['MongoDB', pids.mongodb], ['PostgreSQL', pids.postgres]];
}

/** Runs a request per person, so many at a time; returns the seconds that each took. */
async function runAll(
  scene: Scene,
  people: readonly DemoPerson[],
  right: MeasuredRight,
  atOnce: number,
): Promise<number[]> {
  const queue = people[Symbol.iterator]();
  const seconds: number[] = [];
  const lane = async (): Promise<void> => {
    for (let next = queue.next(); next.done !== true; next = queue.next()) {
      const startedAt = performance.now();
      await carryThrough(scene, next.value, right);
      seconds.push((performance.now() - startedAt) / 1_000);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return seconds;
}

async function atATime(
  scene: Scene,
  people: readonly DemoPerson[],
  right: MeasuredRight,
  atOnce: number,
  groups: readonly ProcessGroup[],
): Promise<Figure[]> {
  const before = groups.map(([, pids]) => cpuSecondsOf(pids));
  const startedAt = performance.now();
  const seconds = await runAll(scene, people, right, atOnce);
  const wall = (performance.now() - startedAt) / 1_000;
  const each = groups.map(([, pids], at) => (cpuSecondsOf(pids) - (before[at] ?? 0)) / people.length);
  const when = `${right}, ${atOnce} at a time`;
  const total = each.reduce((sum, cpu) => sum + cpu, 0);
  const { cpuSeconds, perSecond } = peer[right];
  const isComplete = groups.length > 2;
  return [
    {
      name: `CPU s per request, ${isComplete ? 'all processes' : 'API and worker'}, ${when}`,
      nature: 'measured',
      value: total,
      ...(isComplete ? { baseline: cpuSeconds, target: { of: 'ratio', atMost: 0.25 }, note: published } : {}),
    },
    ...groups.map(([name], at): Figure => ({
      name: `  ${name}, ${when}`,
      nature: 'measured',
      value: each[at] ?? 0,
    })),
    {
      name: `requests/s, ${when}`,
      nature: 'measured',
      value: people.length / wall,
      ...(atOnce > 1 ? { baseline: perSecond, target: { of: 'ratio', atLeast: 4 }, note: published } : {}),
    },
    {
      name: `seconds from intake to close, ${when}`,
      nature: 'measured',
      value: median(seconds),
      ...(atOnce === 1 ? { target: { of: 'value', atMost: 1 } } : {}),
    },
  ];
}

/** What the processes use when nothing is asked of them: part of every figure above. */
async function idleCpu(groups: readonly ProcessGroup[]): Promise<Figure[]> {
  const before = groups.map(([, pids]) => cpuSecondsOf(pids));
  await delay(idleMs);
  return groups.map(([name, pids], at) => ({
    name: `CPU s per second at rest, ${name}`,
    nature: 'measured',
    value: (cpuSecondsOf(pids) - (before[at] ?? 0)) / (idleMs / 1_000),
  }));
}

function memoryFigures(groups: readonly ProcessGroup[]): Figure[] {
  const sizes = groups.map(([name, pids]) => [name, memoryMbOf(pids) ?? Number.NaN] as const);
  const ours = sizes.slice(0, 2).reduce((sum, [, size]) => sum + size, 0);
  return [
    {
      name: 'memory after all this, API and worker',
      nature: 'measured',
      value: ours,
      unit: 'MB',
      baseline: peerMemoryMb,
      target: { of: 'ratio', atMost: 1 / 3 },
      note: published,
    },
    ...sizes.map(([name, value]): Figure => ({ name: `  ${name}`, nature: 'measured', value, unit: 'MB' })),
  ];
}
