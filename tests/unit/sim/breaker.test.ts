// Unit layer: the shared breaker as the application lives with it.
import { toHalfOpen } from '#shared/domain/breaker/state-machine.ts';
import { type BreakerRecords, createBreakerRecords } from '#sim/world/application/breaker-records.ts';
import { type AWorld, aWorld, present } from './a-world.ts';

const state = ({ service }: AWorld): string => present(service.breaker).record.state;

const aWorldWith = (records: BreakerRecords): AWorld => aWorld({ options: { breakers: records } });

/** Somebody opens the door: reads, and writes under the version that was read. */
const letIn = async (records: BreakerRecords, now: number): Promise<void> => {
  const record = present(await records.read('backend'));
  await records.write('backend', toHalfOpen(record, now), record.version);
};

describe('the shared breaker', () => {
  it('is stored closed when the service begins', async () => {
    const records = createBreakerRecords();
    await aWorldWith(records).runFor(2);
    expect(records.read('backend')).toEqual({ name: 'backend', state: 'closed', version: 1, failedResets: 0 });
  });

  it.each([
    { seconds: 4, expected: 'closed' },
    { seconds: 5, expected: 'open' },
    { seconds: 6, expected: 'open' },
  ])('after $seconds seconds of a failing database is $expected', async ({ seconds, expected }) => {
    const a = aWorld();
    a.world.dependencies.set('database', 'down');
    await a.runFor(seconds);
    expect(state(a)).toBe(expected);
  });

  it('does not mind a failing dependency that it does not stand before', async () => {
    const a = aWorld();
    a.world.dependencies.set('artifacts', 'down');
    await a.runFor(60);
    expect(state(a)).toBe('closed');
  });

  it('stays open after the database came back, for as long as nobody opens the door', async () => {
    const a = aWorld();
    a.world.dependencies.set('database', 'down');
    await a.runFor(30);
    a.world.dependencies.set('database', 'up');
    await a.runFor(3_600);
    expect(state(a)).toBe('open');
    expect(a.world.answer(present(a.alive()[0]).id, '/api/2.0/mlflow/x')).toMatchObject({ status: 503 });
    expect(a.targetStates()).toEqual(Array(4).fill('healthy'));
  });

  it('climbs its ramp by itself once the door is open, in not less than 25 s, and closes', async () => {
    const records = createBreakerRecords();
    const a = aWorldWith(records);
    a.world.dependencies.set('database', 'down');
    await a.runFor(30);
    a.world.dependencies.set('database', 'up');
    await letIn(records, a.clock.now());
    await a.runFor(25);
    expect(state(a)).toBe('half-open');
    await a.runFor(45);
    expect(state(a)).toBe('closed');
    expect(a.world.traffic(a.service.name).lastSecond.failed).toBeLessThan(3);
  });

  it('falls back to open at once when the database is still down', async () => {
    const records = createBreakerRecords();
    const a = aWorldWith(records);
    a.world.dependencies.set('database', 'down');
    await a.runFor(30);
    await letIn(records, a.clock.now());
    await a.runFor(20);
    expect(records.read('backend')).toMatchObject({ state: 'open', failedResets: 1 });
  });

  it('works the same over a store that answers later', async () => {
    const inner = createBreakerRecords();
    const slow: BreakerRecords = {
      read: async (name) => inner.read(name),
      write: async (...written) => inner.write(...written),
    };
    const a = aWorldWith(slow);
    a.world.dependencies.set('database', 'down');
    await a.runFor(5);
    expect(inner.read('backend')).toMatchObject({ state: 'open', version: 2 });
  });

  it('yields to somebody who wrote first', async () => {
    const records = createBreakerRecords();
    const a = aWorldWith(records);
    await a.runFor(6);
    const stored = present(await records.read('backend'));
    await records.write('backend', { ...stored, state: 'disabled', version: 2 }, 1);
    a.world.dependencies.set('database', 'down');
    await a.runFor(10);
    expect(records.read('backend')).toMatchObject({ state: 'disabled', version: 2 });
    expect(state(a)).toBe('disabled');
  });
});
