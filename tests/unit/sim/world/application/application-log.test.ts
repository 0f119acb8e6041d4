// Unit layer: log lines of simulated tasks.
import { HOUR, SECOND } from '#shared/domain/model/time.ts';
import { release } from '#sim/faults/rollouts.ts';
import { writeLine } from '#sim/world/application/logs.ts';
import { exitTask } from '#sim/world/ecs/tasks.ts';
import { type AWorld, aWorld } from '../../a-world.ts';

const linesWith = ({ service }: AWorld, text: string) => service.logs.filter(({ message }) => message.includes(text));

/** The highest number of lines that one task wrote in one second. */
const mostPerSecond = (lines: ReturnType<typeof linesWith>): number =>
  Math.max(0, ...[...Map.groupBy(lines, ({ at, stream }) => `${at} ${stream}`).values()].map(({ length }) => length));

describe('the log of a service', () => {
  it('has only a few access lines per minute and task while the service is healthy', async () => {
    const a = aWorld();
    await a.runFor(600);
    const served = linesWith(a, '200 OK');
    expect(served).toHaveLength(a.service.logs.length);
    for (const { id } of a.alive()) {
      const { length } = served.filter(({ stream }) => stream === `ecs/mlflow/${id}`);
      expect(length).toBeGreaterThan(20);
      expect(length).toBeLessThan(60);
    }
  });

  it('reports a hung task after its worker timeout of 30 s, and not a task that exited before', async () => {
    const a = aWorld();
    const [hung, ended] = a.alive().slice(0, 2);
    for (const task of [hung, ended]) if (task) task.condition = 'hung';
    await a.runFor(30);
    expect(linesWith(a, 'WORKER TIMEOUT')).toEqual([]);
    if (ended) exitTask(a.world, a.service, ended, 137);
    await a.runFor(110);
    expect(linesWith(a, 'WORKER TIMEOUT').map(({ stream }) => stream)).toEqual(Array(4).fill(`ecs/mlflow/${hung?.id}`));
  });

  it.each([
    { dependency: 'database', text: '(psycopg2.OperationalError) connection to server at "db.internal"' },
    { dependency: 'artifacts', text: 'Could not connect to the endpoint URL' },
    { dependency: 'discovery', text: 'discovery did not answer', needs: [{ dependency: 'discovery', share: 1 }] },
  ])('has one line per second and task about $dependency while it is down', async ({ dependency, text, needs }) => {
    const a = aWorld({ service: needs ? { needs } : {} });
    a.world.dependencies.set(dependency, 'down');
    await a.runFor(5);
    const lines = linesWith(a, text);
    expect(lines.length).toBeGreaterThanOrEqual(15);
    expect(mostPerSecond(lines)).toBe(1);
    a.world.dependencies.set(dependency, 'up');
    await a.runFor(60);
    expect(linesWith(a, text)).toHaveLength(lines.length);
  });

  it('reports the open breaker, and no longer the database, once the database is up again', async () => {
    const a = aWorld();
    a.world.dependencies.set('database', 'down');
    await a.runFor(30);
    a.world.dependencies.set('database', 'up');
    await a.runFor(30);
    const inLast = (seconds: number, text: string) =>
      linesWith(a, text).filter(({ at }) => at > a.clock.now() - seconds * SECOND);
    expect(inLast(5, 'circuit breaker "backend" is open')).toHaveLength(20);
    expect(inLast(20, 'OperationalError')).toEqual([]);
  });

  it.each([
    { kind: 'crashes', text: 'ModuleNotFoundError', fewest: 1 },
    { kind: 'errors', text: "KeyError: 'aliases'", fewest: 10 },
  ] as const)('has the error message of a release that $kind', async ({ kind, text, fewest }) => {
    const a = aWorld();
    release(a.world, a.service, { quality: { kind } });
    await a.runFor(120);
    expect(linesWith(a, text).length).toBeGreaterThan(fewest);
  });

  it.each([
    { after: 3 * HOUR, retained: 2 },
    { after: 3 * HOUR + SECOND, retained: 1 },
  ])('retains $retained of two lines that are $after ms apart', async ({ after, retained }) => {
    const { world, service, firstTask, runFor } = aWorld({ service: { requestsPerSecond: 0 } });
    writeLine(world, service, firstTask(), 'one');
    await runFor(after / SECOND);
    writeLine(world, service, firstTask(), 'two');
    expect(service.logs).toHaveLength(retained);
    expect(service.logs.at(-1)).toMatchObject({ number: 2, message: 'two' });
  });
});
