// Contract layer: FilterLogEvents over the logs of the simulated world.
import { FilterLogEventsCommand, type FilterLogEventsCommandInput } from '@aws-sdk/client-cloudwatch-logs';
import { MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { overTheWorld, type Setting, serviceIn } from '../adapters/a-setting.ts';

const filter = ({ clients }: Setting, input: Partial<FilterLogEventsCommandInput>) =>
  clients.logs.send(new FilterLogEventsCommand({ logGroupName: '/ecs/mlflow-registry', ...input }));

const matchesOf = async (setting: Setting, filterPattern: string, lines: readonly string[]) => {
  const { events = [] } = await filter(setting, { filterPattern });
  return events.map(({ message = '' }) => message).filter((message) => lines.includes(message));
};

const write = (setting: Setting, lines: readonly string[]) => {
  const at = setting.clock.now();
  serviceIn(setting).logs.push(...lines.map((message, number) => ({ number, at, stream: 's', message })));
};

overTheWorld((settle) => {
  it.each([
    { pattern: '', matches: ['one two', 'two three', 'three'] },
    { pattern: 'two', matches: ['one two', 'two three'] },
    { pattern: 'two three', matches: ['two three'] },
    { pattern: '"one two"', matches: ['one two'] },
    { pattern: '"two one"', matches: [] },
    { pattern: '?one ?"two three"', matches: ['one two', 'two three'] },
    { pattern: 'three -two', matches: ['three'] },
    { pattern: '?one three', matches: ['two three', 'three'] },
    { pattern: 'TWO', matches: [] },
  ])('the filter pattern $pattern matches $matches', async ({ pattern, matches }) => {
    const setting = await settle();
    const lines = ['one two', 'two three', 'three'];
    write(setting, lines);
    await setting.runFor(3 * SECOND);
    expect(await matchesOf(setting, pattern, lines)).toEqual(matches);
  });

  it.each(['{ $.level = "error" }', '[ip, user]', '%regex%', 'x'.repeat(1_025)])(
    'the filter pattern %s is refused',
    async (filterPattern) => {
      const refused = { name: 'InvalidParameterException' };
      await expect(filter(await settle(), { filterPattern })).rejects.toMatchObject(refused);
    },
  );

  it('log events come in pages, from either end', async () => {
    const setting = await settle();
    await setting.runFor(MINUTE);
    const newest = await filter(setting, { limit: 2, startFromHead: false });
    const older = await filter(setting, { limit: 2, startFromHead: false, nextToken: newest.nextToken });
    const [oldest] = (await filter(setting, { limit: 2, startFromHead: true })).events ?? [];
    const times = [newest, older].flatMap(({ events = [] }) => events.map(({ timestamp = 0 }) => timestamp));
    expect(times).toHaveLength(4);
    expect(times).toEqual(times.toSorted((one, other) => other - one));
    expect(oldest?.timestamp).toBeLessThan(times.at(-1) ?? 0);
  });

  it('a log event is ingested three seconds after it was written', async () => {
    const setting = await settle();
    write(setting, ['new']);
    await setting.runFor(2 * SECOND);
    expect(await matchesOf(setting, 'new', ['new'])).toEqual([]);
    await setting.runFor(SECOND);
    expect(await matchesOf(setting, 'new', ['new'])).toEqual(['new']);
  });
});
