// Unit layer: what the tasks of the world write, how often, and how long it and the calls to ECS are kept.
import { HOUR, SECOND } from '#shared/domain/model/time.ts';
import { release } from '#sim/faults/rollouts.ts';
import { writeLine } from '#sim/world/application/logs.ts';
import { recordCall } from '#sim/world/changes.ts';
import { exitTask } from '#sim/world/ecs/tasks.ts';
import { type AWorld, aWorld, present } from './a-world.ts';

const linesWith = ({ service }: AWorld, text: string) => service.logs.filter(({ message }) => message.includes(text));

/** How many lines each task wrote in each second, at most. */
const mostAtOnce = (lines: ReturnType<typeof linesWith>): number =>
  Math.max(0, ...[...Map.groupBy(lines, ({ at, stream }) => `${at} ${stream}`).values()].map(({ length }) => length));

describe('the log', () => {
  it('of a service that is well has a few access lines a minute of each task, and nothing else', async () => {
    const a = aWorld();
    await a.runFor(600);
    const served = linesWith(a, '200 OK');
    expect(served).toHaveLength(a.service.logs.length);
    for (const { id } of a.alive()) {
      const own = served.filter(({ stream }) => stream === `ecs/mlflow/${id}`);
      expect(own.length).toBeGreaterThan(20);
      expect(own.length).toBeLessThan(60);
    }
  });

  it('is the same for the same seed', async () => {
    const logs = await Promise.all(
      [1, 1, 2].map(async (seed) => {
        const a = aWorld({ seed });
        await a.runFor(120);
        return a.service.logs;
      }),
    );
    expect(logs[1]).toEqual(logs[0]);
    expect(logs[2]).not.toEqual(logs[0]);
  });

  it('has a line of a hung task after half a minute, and none of one that ended before', async () => {
    const a = aWorld();
    const [hung, ended] = [present(a.alive()[0]), present(a.alive()[1])];
    for (const task of [hung, ended]) task.condition = 'hung';
    await a.runFor(30);
    expect(linesWith(a, 'WORKER TIMEOUT')).toEqual([]);
    exitTask(a.world, a.service, ended, 137);
    await a.runFor(110);
    const lines = linesWith(a, 'WORKER TIMEOUT');
    expect(lines).toHaveLength(4);
    expect(lines.every(({ stream }) => stream.endsWith(hung.id))).toBe(true);
  });

  it.each([
    {
      dependency: 'database',
      text: 'OperationalError: (psycopg2.OperationalError) connection to server at "db.internal"',
    },
    { dependency: 'artifacts', text: 'Could not connect to the endpoint URL' },
  ])('complains of $dependency once a second and task while it is down', async ({ dependency, text }) => {
    const a = aWorld();
    a.world.dependencies.set(dependency, 'down');
    await a.runFor(5);
    const lines = linesWith(a, text);
    expect(lines.length).toBeGreaterThanOrEqual(15);
    expect(mostAtOnce(lines)).toBe(1);
    a.world.dependencies.set(dependency, 'up');
    const before = lines.length;
    await a.runFor(60);
    expect(linesWith(a, text)).toHaveLength(before);
  });

  it('complains of a dependency that it knows by name only', async () => {
    const a = aWorld({ service: { needs: [{ dependency: 'discovery', share: 1 }] } });
    a.world.dependencies.set('discovery', 'down');
    await a.runFor(5);
    expect(linesWith(a, 'discovery did not answer').length).toBeGreaterThan(0);
  });

  it('complains of the breaker that stays open after its dependency came back', async () => {
    const a = aWorld();
    a.world.dependencies.set('database', 'down');
    await a.runFor(30);
    a.world.dependencies.set('database', 'up');
    await a.runFor(30);
    const latest = linesWith(a, 'circuit breaker "backend" is open').filter(
      ({ at }) => at > a.clock.now() - 5 * SECOND,
    );
    expect(latest).toHaveLength(20);
    expect(linesWith(a, 'OperationalError').filter(({ at }) => at > a.clock.now() - 20 * SECOND)).toEqual([]);
  });

  it('has the last words of a release that crashes, and the errors of one that fails', async () => {
    const crashing = aWorld();
    release(crashing.world, crashing.service, { quality: { kind: 'crashes' } });
    await crashing.runFor(120);
    expect(linesWith(crashing, 'ModuleNotFoundError').length).toBeGreaterThan(1);

    const failing = aWorld();
    release(failing.world, failing.service, { quality: { kind: 'errors' } });
    await failing.runFor(120);
    expect(linesWith(failing, "KeyError: 'aliases'").length).toBeGreaterThan(10);
  });

  it.each([
    { after: 3 * HOUR, kept: 2 },
    { after: 3 * HOUR + SECOND, kept: 1 },
  ])('keeps $kept lines $after ms after the first', async ({ after, kept }) => {
    const a = aWorld({ service: { requestsPerSecond: 0 } });
    const task = present(a.alive()[0]);
    writeLine(a.world, a.service, task, 'one');
    await a.runFor(after / SECOND);
    writeLine(a.world, a.service, task, 'two');
    expect(a.service.logs).toHaveLength(kept);
    expect(a.service.logs.at(-1)).toMatchObject({ number: 2, message: 'two' });
  });
});

describe('the record of calls', () => {
  const call = {
    role: 'operator',
    operation: 'UpdateService',
    input: {},
    result: { kind: 'done', output: {} },
  } as const;

  it('shows each two to five minutes after it was made, and has an id for each', () => {
    const { world, clock } = aWorld();
    for (let count = 0; count < 50; count += 1) recordCall(world, call);
    const delays = world.calls.map(({ visibleAt }) => (visibleAt - clock.now()) / SECOND);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(120);
    expect(Math.max(...delays)).toBeLessThanOrEqual(300);
    expect(new Set(delays).size).toBeGreaterThan(40);
    expect(new Set(world.calls.map(({ id }) => id)).size).toBe(50);
  });

  it.each([
    { after: 3 * HOUR, kept: 2 },
    { after: 3 * HOUR + SECOND, kept: 1 },
  ])('keeps $kept calls $after ms after the first', async ({ after, kept }) => {
    const { world, runFor } = aWorld();
    recordCall(world, call);
    await runFor(after / SECOND);
    recordCall(world, call);
    expect(world.calls).toHaveLength(kept);
  });
});
