// Contract layer: what the log reader makes of the lines that the simulated tasks write.
import { MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { firstTaskIn, observedIn, overTheWorld, type Setting } from '../a-setting.ts';

const lookingFor = (...texts: readonly string[]) =>
  aPolicy({ logPatterns: texts.map((text) => ({ text, means: 'workers-time-out' })) });

const readLog = ({ logs }: Setting, policy = lookingFor('WORKER TIMEOUT'), logGroups = ['/ecs/mlflow-registry']) =>
  logs.read([{ policy, logGroups }]);

const linesIn = async (...given: Parameters<typeof readLog>) => observedIn(await readLog(...given));

overTheWorld((settle) => {
  it('the log of a healthy service has no line with an error, and many of requests', async () => {
    const setting = await settle();
    await setting.runFor(5 * MINUTE);
    expect(await linesIn(setting)).toEqual({ from: setting.clock.now() - 10 * MINUTE, lines: [], isCut: false });
    expect((await linesIn(setting, lookingFor('200 OK'))).lines.length).toBeGreaterThan(20);
  });

  it('a hung task is found by a line every half minute', async () => {
    const setting = await settle();
    const began = setting.clock.now();
    const task = firstTaskIn(setting);
    task.condition = 'hung';
    await setting.runFor(100 * SECOND);
    const message = expect.stringContaining('[CRITICAL]');
    const { lines: read } = await linesIn(setting);
    expect(read.filter((line) => line.message.includes('WORKER TIMEOUT'))).toEqual(
      [31, 61, 91].map((seconds) => ({ at: began + seconds * SECOND, taskId: task.id, message })),
    );
  });

  it('lines with any of the texts are read, oldest first', async () => {
    const setting = await settle();
    firstTaskIn(setting).condition = 'hung';
    setting.world.dependencies.set('artifacts', 'down');
    await setting.runFor(40 * SECOND);
    const texts = ['WORKER TIMEOUT', 'EndpointConnectionError'];
    const { lines } = await linesIn(setting, lookingFor(...texts));
    const found = lines.flatMap(({ message }) => texts.find((text) => message.includes(text)) ?? []);
    expect(new Set(found)).toEqual(new Set(texts));
    expect(lines.map(({ at }) => at)).toEqual(lines.map(({ at }) => at).toSorted((one, other) => one - other));
  });

  it('of many lines the newest 200 are read, and the log is marked as cut', async () => {
    const setting = await settle();
    setting.world.dependencies.set('artifacts', 'down');
    await setting.runFor(400 * SECOND);
    const { lines: read, isCut } = await linesIn(setting, lookingFor('EndpointConnectionError'));
    const lines = read.filter(({ message }) => message.includes('EndpointConnectionError'));
    expect({ lines: lines.length, isCut, newest: lines.at(-1)?.at }).toEqual({
      lines: 200,
      isCut: true,
      newest: setting.clock.now() - 3 * SECOND,
    });
  });

  it('a log group that does not exist is not found', async () => {
    const parts = await readLog(await settle(), lookingFor('x'), ['/ecs/gone']);
    expect(parts.get('registry')).toMatchObject({ state: 'missing', reason: 'not-found' });
  });
});
