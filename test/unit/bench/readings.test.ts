import { addedRequests, totalRequests, workerRequests } from '../../../bench/engine/rpc-counts';
import { kilobytesIn, parseStat } from '../../../bench/process-tree';
import { plainText } from '../../../bench/sample-company/mailbox';
import { countBy, phaseAt, statementFigures } from '../../../bench/sample-company/phases';

test('When /proc tells of a process with an odd name, then its parent and times are read', () => {
  const stat = '4711 (node (a) b) S 42 4711 4711 0 -1 4194560 1 2 3 4 150 50 25 75 20 0 11 0 900 1 2';
  expect(parseStat(stat)).toEqual({ pid: 4711, parent: 42, cpuSeconds: 3 });
  expect(kilobytesIn('VmHWM:\t  20480 kB\nVmRSS:\t  10240 kB\n', 'VmRSS')).toBe(10_240);
  expect(kilobytesIn(undefined, 'Pss')).toBeUndefined();
});

test("When the SDK's metrics are read, then requests of this namespace count, and polls do not", () => {
  const metrics = [
    '# TYPE temporal_request counter',
    'temporal_request{namespace="a",operation="RespondWorkflowTaskCompleted",service_name="x"} 5',
    'temporal_request{namespace="a",operation="PollActivityTaskQueue"} 7',
    'temporal_request{namespace="b",operation="RespondWorkflowTaskCompleted"} 9',
    'temporal_long_request{namespace="a",operation="PollWorkflowTaskQueue"} 11',
  ].join('\n');
  const counts = workerRequests(metrics, 'a');
  expect(counts).toEqual({ RespondWorkflowTaskCompleted: 5 });
  expect(addedRequests({ RespondWorkflowTaskCompleted: 2, Old: 1 }, { ...counts, Old: 1 })).toEqual({
    RespondWorkflowTaskCompleted: 3,
  });
  expect(totalRequests({ a: 1, b: 2 })).toBe(3);
});

test('When a letter is read, then its plain part is decoded', () => {
  const letter = (encoding: string, body: string) =>
    [
      'Subject: x',
      'Content-Type: multipart/alternative; boundary="b"',
      '',
      '--b',
      'Content-Type: text/plain; charset=utf-8',
      `Content-Transfer-Encoding: ${encoding}`,
      '',
      body,
      '--b',
      'Content-Type: text/html',
      '',
      '<p>no</p>',
    ].join('\r\n');
  expect(plainText(letter('quoted-printable', 'caf=C3=A9 1234=\r\n 5678'))).toBe('café 1234 5678');
  expect(plainText(letter('base64', Buffer.from('验证码').toString('base64')))).toBe('验证码');
  expect(plainText(letter('7bit', 'plain'))).toBe('plain');
});

test('When statements are told by phase, then the busiest table is held against the limit', () => {
  const windows = [
    { name: 'survey', fromMs: 0, toMs: 10 },
    { name: 'execute', fromMs: 20, toMs: 40 },
    { name: 'workOnStore', fromMs: 30, toMs: 35 },
  ];
  expect([5, 15, 25, 32].map((at) => phaseAt(windows, at))).toEqual([
    'survey',
    'between',
    'execute',
    'workOnStore',
  ]);
  const figures = statementFigures('deletion', 'shop (PostgreSQL)', [
    { phase: 'survey', kind: 'table', table: 'orders' },
    { phase: 'survey', kind: 'table', table: 'orders' },
    { phase: 'survey', kind: 'table', table: 'customers' },
    { phase: 'survey', kind: 'transaction' },
  ]);
  expect(figures.map(({ value }) => value)).toEqual([4, 3, 2]);
  expect(countBy(['a', 'b', 'a'])).toBe('2 a, 1 b');
});
