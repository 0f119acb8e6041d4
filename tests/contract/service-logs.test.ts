// Contract layer: what the log reader makes of what the world's tasks write, in process and over the wire.
import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { logReader } from '#shared/adapters/cloudwatch-logs/log-lines.ts';
import { valueIn } from '#shared/domain/model/part.ts';
import { MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { present } from '#tests/unit/sim/a-world.ts';
import { bothWays, type Setting } from './surroundings-harness.ts';

const GROUP = '/ecs/mlflow-registry';

const looksFor = (...texts: readonly string[]) =>
  aPolicy({ logPatterns: texts.map((text) => ({ text, means: 'workers-time-out' })) });

const read = async ({ logs, clock }: Setting, policy = looksFor('WORKER TIMEOUT'), logGroups = [GROUP]) =>
  present((await logReader(logs, clock).read([{ policy, logGroups }])).get(policy.name));

const linesOf = async (...given: Parameters<typeof read>) => present(valueIn(await read(...given))).lines;

bothWays((settle) => {
  it('finds nothing in the log of a service that is well', async () => {
    const setting = await settle();
    await setting.runFor(300);
    expect(valueIn(await read(setting))).toEqual({
      from: setting.clock.now() - 10 * MINUTE,
      lines: [],
      isCut: false,
    });
    expect((await linesOf(setting, looksFor('200 OK'))).length).toBeGreaterThan(20);
  });

  it('finds what a hung task writes every half minute, and which task it is', async () => {
    const setting = await settle();
    const task = present(setting.alive()[0]);
    const began = setting.clock.now();
    task.condition = 'hung';
    await setting.runFor(100);
    const lines = await linesOf(setting);
    expect(lines.map(({ at }) => (at - began) / SECOND)).toEqual([31, 61, 91]);
    expect(lines.every(({ taskId, message }) => taskId === task.id && message.includes('[CRITICAL]'))).toBe(true);
  });

  it('finds lines with any of the texts, oldest first', async () => {
    const setting = await settle();
    present(setting.alive()[0]).condition = 'hung';
    setting.world.dependencies.set('artifacts', 'down');
    await setting.runFor(40);
    const lines = await linesOf(setting, looksFor('WORKER TIMEOUT', 'EndpointConnectionError'));
    const kinds = new Set(lines.map(({ message }) => /WORKER TIMEOUT|EndpointConnectionError/.exec(message)?.[0]));
    expect(kinds).toEqual(new Set(['WORKER TIMEOUT', 'EndpointConnectionError']));
    expect(lines.map(({ at }) => at)).toEqual(lines.map(({ at }) => at).sort((one, other) => one - other));
  });

  it('keeps the newest lines of a flood and says that there were more', async () => {
    const setting = await settle();
    setting.world.dependencies.set('artifacts', 'down');
    await setting.runFor(400);
    const part = valueIn(await read(setting, looksFor('EndpointConnectionError')));
    expect(part).toMatchObject({ isCut: true });
    expect(part?.lines).toHaveLength(200);
    expect(part?.lines.at(-1)?.at).toBe(setting.clock.now() - 3 * SECOND);
  });

  it('says not found of a log group that is not there', async () => {
    const setting = await settle();
    expect(await read(setting, looksFor('x'), ['/ecs/gone'])).toMatchObject({ state: 'missing', reason: 'not-found' });
  });
});

describe('the log of the world', () => {
  bothWays((settle) => {
    const messages = async ({ logs }: Setting, filterPattern: string) => {
      const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName: GROUP, filterPattern }));
      return events.map(({ message }) => message);
    };

    it.each([
      { pattern: '', found: ['one two', 'two three', 'three'] },
      { pattern: 'two', found: ['one two', 'two three'] },
      { pattern: 'two three', found: ['two three'] },
      { pattern: '"one two"', found: ['one two'] },
      { pattern: '"two one"', found: [] },
      { pattern: '?one ?"two three"', found: ['one two', 'two three'] },
      { pattern: 'three -two', found: ['three'] },
      { pattern: '?one three', found: ['two three', 'three'] },
      { pattern: 'TWO', found: [] },
    ])('is filtered by the pattern $pattern', async ({ pattern, found }) => {
      const setting = await settle();
      const now = setting.clock.now();
      const lines = ['one two', 'two three', 'three'];
      setting.service.logs.push(...lines.map((message, number) => ({ number, at: now, stream: 's', message })));
      await setting.runFor(3);
      expect((await messages(setting, pattern)).filter((message) => lines.includes(message ?? ''))).toEqual(found);
    });

    it.each(['{ $.level = "error" }', '[ip, user]', '%regex%', 'x'.repeat(1_025)])('refuses %s', async (pattern) => {
      await expect(messages(await settle(), pattern)).rejects.toMatchObject({ name: 'InvalidParameterException' });
    });

    it('comes in pages, from either end', async () => {
      const setting = await settle();
      await setting.runFor(60);
      const page = (given: { startFromHead: boolean; nextToken?: string }) =>
        setting.logs.send(new FilterLogEventsCommand({ logGroupName: GROUP, limit: 2, ...given }));
      const first = await page({ startFromHead: false });
      const second = await page({ startFromHead: false, nextToken: present(first.nextToken) });
      const times = [...present(first.events), ...present(second.events)].map(({ timestamp = 0 }) => timestamp);
      expect(times).toEqual([...times].sort((one, other) => other - one));
      expect((await page({ startFromHead: true })).events?.[0]?.timestamp).toBeLessThan(present(times.at(-1)));
    });

    it('shows a line once it is ingested, three seconds after it was written', async () => {
      const setting = await settle();
      setting.service.logs.push({ number: 1, at: setting.clock.now(), stream: 's', message: 'just now' });
      await setting.runFor(2);
      expect(await messages(setting, '"just now"')).toEqual([]);
      await setting.runFor(1);
      expect(await messages(setting, '"just now"')).toEqual(['just now']);
    });
  });
});
