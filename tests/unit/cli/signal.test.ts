// Unit: `medic signal`, which says what an event would do.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXAMPLE_CONFIG } from '#sim/example.ts';
import { run } from './fake-terminal.ts';

const signal = (...words: readonly string[]) => run(['signal', ...words, '--config', EXAMPLE_CONFIG]);

const SOON = '2026-11-23T10:09:00Z';
const sample = (name: string) => join('events', 'samples', `${name}.json`);
const fileWith = (text: string): string => {
  const path = join(mkdtempSync(join(tmpdir(), 'medic-')), 'event.json');
  writeFileSync(path, text);
  return path;
};
const answerTo = async (file: string, ...words: readonly string[]) =>
  JSON.parse((await signal(file, '--json', ...words)).out);

it('answers that a look would be queued, at which services and why', async () => {
  expect(await answerTo(sample('alarm-math'), '--now', SOON)).toEqual({
    signal: { kind: 'alarm', name: 'alarm:registry-error-share', at: '2026-11-23T10:04:52.118Z' },
    decision: 'queued',
    reason: 'alarm:registry-error-share',
    services: ['registry'],
  });
});

it.each([
  { name: 'alarm-muted', now: SOON, reason: 'suppressed' },
  { name: 'alarm-resolved', now: SOON, reason: 'not-in-alarm' },
  { name: 'alarm-configuration-change', now: SOON, reason: 'not-watched' },
  { name: 'task-spot-warning', now: SOON, reason: 'announced' },
  { name: 'alarm-state-change', now: '2026-11-23T11:00:00Z', reason: 'too-old' },
])('answers that $name would be dropped at $now as $reason', async ({ name, now, reason }) => {
  expect(await answerTo(sample(name), '--now', now)).toMatchObject({ decision: 'dropped', reason, services: [] });
});

it('takes the present for the time at which it arrives', async () => {
  const state = { value: 'ALARM', timestamp: new Date(Date.now()).toISOString() };
  const detail = { alarmName: 'ecs-medic-prod-registry-elb-503', state };
  const event = { source: 'aws.cloudwatch', 'detail-type': 'CloudWatch Alarm State Change', detail };
  expect(await answerTo(fileWith(JSON.stringify(event)))).toMatchObject({ decision: 'queued', services: ['registry'] });
});

it('answers one by one to what comes in one delivery', async () => {
  const Records = ['Hello', '{}'].map((Message) => ({ Sns: { Message } }));
  expect(await answerTo(fileWith(JSON.stringify({ Records })))).toMatchObject([
    { decision: 'dropped', reason: 'unknown-shape' },
    { decision: 'dropped', reason: 'unknown-shape' },
  ]);
});

it('says in words what the event is, what such events lead to, and what this one would do', async () => {
  const { out, exitCode } = await signal(sample('task-state-change'), '--now', SOON);
  expect(exitCode).toBe(0);
  expect(out.split('\n')).toEqual([
    'task:0c7ab1e95d1b4c6f9a2f3e4d5c6b7a80',
    '  kind      task (EventBridge, aws.ecs: ECS Task State Change)',
    expect.stringMatching(/^ {2}leads to {2}a look when a service's task has stopped/),
    '  at        2026-11-23T10:02:03.000Z',
    '  decision  queued: registry would be looked at now',
    '',
  ]);
});

it('says that it does not know a shape, which is no failure', async () => {
  const { out, exitCode } = await signal(fileWith('{"hello":"world"}'));
  expect(exitCode).toBe(0);
  expect(out).toBe(
    'unrecognised\n  kind      unknown\n  decision  dropped: unknown-shape, it has none of the shapes that the medic knows\n',
  );
});

it('parts what it says about several signals', async () => {
  const Records = ['Hello', 'Hello'].map((Message) => ({ Sns: { Message } }));
  const { out } = await signal(fileWith(JSON.stringify({ Records })));
  expect(out.split('\n\n')).toHaveLength(2);
});

it.each([
  { what: 'is not there', file: () => 'no-such-file.json', says: /there is no such file/ },
  { what: 'is no JSON', file: () => fileWith('no\nJSON'), says: /it is not JSON/ },
  { what: 'is a folder', file: () => 'events', says: /it is a folder/ },
])('fails with one line for a file that $what', async ({ file, says }) => {
  const { exitCode, err } = await signal(file());
  expect(exitCode).toBe(1);
  expect(err).toMatch(says);
  expect(err.trimEnd().split('\n')).toHaveLength(1);
});

it('refuses a time that is none', async () => {
  const { exitCode, err } = await signal(sample('alarm-muted'), '--now', 'soon');
  expect(exitCode).toBe(2);
  expect(err).toContain('It has to be a time such as 2026-11-23T10:00:00Z.');
});
