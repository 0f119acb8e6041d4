// Unit: `medic signal`, which shows how an event would be handled.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, temporaryFolder } from '../run-medic.ts';

const NOW = '2026-11-23T10:09:00Z';
const sample = (name: string) => `events/samples/${name}.json`;
const fileWith = (content: unknown): string => {
  const path = join(temporaryFolder(), 'event.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};
const answerTo = async (file: string, options = '') => JSON.parse((await run(`signal ${file} --json ${options}`)).out);
const TWO_UNKNOWN = { Records: ['Hello', '{}'].map((Message) => ({ Sns: { Message } })) };

describe('medic signal --json', () => {
  it('prints that an alarm queues a check, of which services and for which reason', async () => {
    expect(await answerTo(sample('alarm-math'), `--now ${NOW}`)).toEqual({
      signal: { kind: 'alarm', name: 'alarm:registry-error-share', at: '2026-11-23T10:04:52.118Z' },
      decision: 'queued',
      reason: 'alarm:registry-error-share',
      services: ['registry'],
    });
  });

  it.each([
    ['alarm-muted', NOW, 'suppressed'],
    ['alarm-resolved', NOW, 'not-in-alarm'],
    ['alarm-configuration-change', NOW, 'not-watched'],
    ['task-spot-warning', NOW, 'announced'],
    ['alarm-state-change', '2026-11-23T11:00:00Z', 'too-old'],
  ])('prints that %s is dropped at %s as %s', async (name, now, reason) => {
    const answer = await answerTo(sample(name), `--now ${now}`);
    expect(answer).toMatchObject({ decision: 'dropped', reason, services: [] });
  });

  it('uses the present as the time of arrival if --now is not given', async () => {
    const state = { value: 'ALARM', timestamp: new Date(Date.now()).toISOString() };
    const detail = { alarmName: 'ecs-medic-prod-registry-elb-503', state };
    const event = { source: 'aws.cloudwatch', 'detail-type': 'CloudWatch Alarm State Change', detail };
    expect(await answerTo(fileWith(event))).toMatchObject({ decision: 'queued', services: ['registry'] });
  });

  it('prints a list for a delivery with several messages', async () => {
    const dropped = { decision: 'dropped', reason: 'unknown-shape' };
    expect(await answerTo(fileWith(TWO_UNKNOWN))).toMatchObject([dropped, dropped]);
  });
});

describe('medic signal', () => {
  it('prints the kind of an event, the use of that kind, and the decision on this event', async () => {
    const { out, exitCode } = await run(`signal ${sample('task-state-change')} --now ${NOW}`);
    expect(exitCode).toBe(0);
    expect(out.split('\n').filter((line) => !/^ {12}/.test(line))).toEqual([
      'task:0c7ab1e95d1b4c6f9a2f3e4d5c6b7a80',
      '  kind      task (EventBridge, aws.ecs: ECS Task State Change)',
      expect.stringMatching(/^ {2}leads to {2}\S/),
      '  at        2026-11-23T10:02:03.000Z',
      '  decision  queued: a check of registry',
      '',
    ]);
  });

  it('prints an unknown event as dropped, which is no failure', async () => {
    const { out, exitCode } = await run(`signal ${fileWith({ hello: 'world' })}`);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^unrecognised\n {2}kind {6}unknown\n {2}decision {2}dropped: unknown-shape, \S.*\n$/);
  });

  it('prints an empty line between two signals', async () => {
    expect((await run(`signal ${fileWith(TWO_UNKNOWN)}`)).out.split('\n\n')).toHaveLength(2);
  });

  it.each([
    ['that does not exist', () => 'no-such-file.json', 'there is no such file'],
    ['that is not JSON', () => fileWith('no\nJSON'), 'it is not JSON'],
    ['that is a folder', () => 'events', 'it is a folder'],
  ])('fails with one line for a file %s', async (_, file, message) => {
    const { exitCode, err } = await run(`signal ${file()}`);
    expect({ exitCode, lines: err.trim().split('\n').length }).toEqual({ exitCode: 1, lines: 1 });
    expect(err).toContain(message);
  });
});
