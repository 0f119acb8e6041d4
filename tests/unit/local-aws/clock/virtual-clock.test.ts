// Unit layer: the clock of simulations in virtual time.
import { createVirtualClock } from '#local-aws/clock/virtual-clock.ts';

describe('the virtual clock', () => {
  it('runs timers by their time, and timers of the same time in the order of their creation', async () => {
    const clock = createVirtualClock(0);
    const log: string[] = [];
    clock.at(30, () => log.push('late'));
    clock.at(10, () => log.push('first'));
    clock.at(10, () => log.push('second'));
    clock.after(20, () => log.push('between'));
    await clock.runUntil(30);
    expect(log).toEqual(['first', 'second', 'between', 'late']);
  });

  it('keeps 500 timers in order', async () => {
    const clock = createVirtualClock(0);
    const times: number[] = [];
    for (let index = 0; index < 500; index += 1) clock.at((index * 7919) % 499, () => times.push(clock.now()));
    await clock.runUntil(500);
    expect(times).toHaveLength(500);
    expect(times).toEqual(times.toSorted((one, other) => one - other));
  });

  it.each([
    { timer: 'in the future at its time', start: 0, at: 10, until: 25, ranAt: [10] },
    { timer: 'in the past at once', start: 100, at: 50, until: 100, ranAt: [100] },
    { timer: 'after the end of the run not at all', start: 0, at: 11, until: 10, ranAt: [] },
  ])('runs a timer $timer', async ({ start, at, until, ranAt }) => {
    const clock = createVirtualClock(start);
    const times: number[] = [];
    clock.at(at, () => times.push(clock.now()));
    await clock.runUntil(until);
    expect(times).toEqual(ranAt);
    expect(clock.now()).toBe(until);
  });

  it('repeats a timer until it is cancelled, also from within', async () => {
    const clock = createVirtualClock(0);
    const times: number[] = [];
    const timer = clock.every(10, () => {
      times.push(clock.now());
      if (times.length === 3) timer.cancel();
    });
    clock.at(5, () => times.push(Number.NaN)).cancel();
    await clock.runUntil(100);
    expect(times).toEqual([10, 20, 30]);
  });

  it('stands still while a tracked promise is pending, and while its continuations run', async () => {
    const clock = createVirtualClock(0);
    const { promise, resolve } = Promise.withResolvers<void>();
    const times: number[] = [];
    const work = async (): Promise<void> => {
      await promise;
      await new Promise((next) => setImmediate(next));
      times.push(clock.now());
    };
    clock.at(10, () => void clock.track(promise).then(work));
    clock.at(20, () => times.push(clock.now()));
    const run = clock.runUntil(30);
    setImmediate(resolve);
    await run;
    expect(times).toEqual([10, 20]);
  });

  it('goes on after a tracked promise was rejected', async () => {
    const clock = createVirtualClock(0);
    clock.at(10, () => void clock.track(Promise.reject(new Error('no'))).catch(() => undefined));
    await clock.runUntil(30);
    expect(clock.now()).toBe(30);
  });
});
