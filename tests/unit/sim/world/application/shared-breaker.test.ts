// Unit layer: the shared circuit breaker of the simulated application.
import { toHalfOpen } from '#shared/domain/breaker/state-machine.ts';
import { type BreakerRecords, createBreakerRecords } from '#sim/world/application/breaker-records.ts';
import { aWorld, present } from '../../a-world.ts';

const aWorldWith = (records: BreakerRecords = createBreakerRecords()) => {
  const a = aWorld({ options: { breakers: records } });
  return {
    ...a,
    records,
    state: () => present(a.service.breaker).record.state,
    halfOpen: async () => {
      const record = present(await records.read('backend'));
      await records.write('backend', toHalfOpen(record, a.clock.now()), record.version);
    },
    outage: async (seconds: number) => {
      a.world.dependencies.set('database', 'down');
      await a.runFor(seconds);
      a.world.dependencies.set('database', 'up');
    },
  };
};

describe('the shared breaker', () => {
  it('is stored in state closed when the service starts', async () => {
    const { records, runFor } = aWorldWith();
    await runFor(2);
    expect(records.read('backend')).toEqual({ name: 'backend', state: 'closed', version: 1, failedResets: 0 });
  });

  it.each([
    { seconds: 4, expected: 'closed' },
    { seconds: 5, expected: 'open' },
    { seconds: 6, expected: 'open' },
  ])('is $expected after $seconds s of a database outage', async ({ seconds, expected }) => {
    const { state, outage } = aWorldWith();
    await outage(seconds);
    expect(state()).toBe(expected);
  });

  it('stays closed while another dependency is down', async () => {
    const { world, state, runFor } = aWorldWith();
    world.dependencies.set('artifacts', 'down');
    await runFor(60);
    expect(state()).toBe('closed');
  });

  it('stays open after the outage until it is reset, and fails all requests of healthy tasks', async () => {
    const { world, state, outage, runFor, firstTask, healthyTargets } = aWorldWith();
    await outage(30);
    await runFor(3_600);
    expect(state()).toBe('open');
    expect(world.answer(firstTask().id, '/api/2.0/mlflow/x')).toMatchObject({ status: 503 });
    expect(healthyTargets()).toBe(4);
  });

  it('closes by itself once it is half-open, in no less than 25 s', async () => {
    const { state, outage, halfOpen, runFor, failedShare } = aWorldWith();
    await outage(30);
    await halfOpen();
    await runFor(25);
    expect(state()).toBe('half-open');
    await runFor(45);
    expect(state()).toBe('closed');
    expect(failedShare()).toBeLessThan(0.03);
  });

  it('opens again if it is half-open while the database is still down', async () => {
    const { world, records, outage, halfOpen, runFor } = aWorldWith();
    await outage(30);
    world.dependencies.set('database', 'down');
    await halfOpen();
    await runFor(20);
    expect(records.read('backend')).toMatchObject({ state: 'open', failedResets: 1 });
  });

  it('behaves the same over a store that answers asynchronously', async () => {
    const inner = createBreakerRecords();
    const { outage } = aWorldWith({
      read: async (name) => inner.read(name),
      write: async (...written) => inner.write(...written),
    });
    await outage(5);
    expect(inner.read('backend')).toMatchObject({ state: 'open', version: 2 });
  });

  it('adopts a record that another client has written', async () => {
    const { records, state, outage, runFor } = aWorldWith();
    await runFor(6);
    await records.write('backend', { ...present(await records.read('backend')), state: 'disabled', version: 2 }, 1);
    await outage(10);
    expect(records.read('backend')).toMatchObject({ state: 'disabled', version: 2 });
    expect(state()).toBe('disabled');
  });
});
