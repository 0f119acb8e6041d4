// Unit layer: the clock of the demo, over wall time that the test controls.
import { createRealClock, type WallTime } from '#local-aws/clock/real-clock.ts';

const aWallTime = () => {
  let now = 0;
  let wake: { at: number; run: () => void } | undefined;
  const wallTime: WallTime = {
    now: () => now,
    wake: (delayMs, run) => {
      const planned = { at: now + delayMs, run };
      wake = planned;
      return () => {
        if (wake === planned) wake = undefined;
      };
    },
  };
  const pass = (milliseconds: number): void => {
    const end = now + milliseconds;
    while (wake && wake.at <= end) {
      const { at, run } = wake;
      wake = undefined;
      now = Math.max(now, at);
      run();
    }
    now = end;
  };
  return {
    wallTime,
    pass,
    isArmed: () => wake !== undefined,
    oversleep: (milliseconds: number) => (now += milliseconds),
  };
};

const aRealClock = ({ start = 0, speed = 1 } = {}) => {
  const wall = aWallTime();
  const clock = createRealClock({ start, speed, wallTime: wall.wallTime });
  const times: number[] = [];
  return { ...wall, clock, times, note: () => times.push(clock.now()) };
};

describe('the real clock', () => {
  it('runs faster than wall time by its speed', () => {
    const { clock, pass } = aRealClock({ start: 1_000, speed: 30 });
    pass(10);
    expect(clock.now()).toBe(1_300);
  });

  it('shows each timer its planned time, however late the machine is', () => {
    const { clock, times, note, oversleep, pass } = aRealClock({ speed: 10 });
    clock.every(100, note);
    oversleep(35);
    pass(0);
    expect(times).toEqual([100, 200, 300]);
    expect(clock.now()).toBe(350);
  });

  it('wakes up for the earliest timer, even if it was created last', () => {
    const { clock, times, note, pass } = aRealClock();
    clock.at(50, note);
    clock.at(10, note);
    pass(20);
    expect(times).toEqual([10]);
  });

  it('stands still while a tracked promise is pending, then goes on from there', async () => {
    const { clock, times, note, pass } = aRealClock();
    const { promise, resolve } = Promise.withResolvers<void>();
    clock.at(10, () => void clock.track(promise));
    clock.at(10, note);
    pass(40);
    expect([clock.now(), times]).toEqual([10, []]);
    resolve();
    await promise;
    pass(15);
    expect([clock.now(), times]).toEqual([25, [10]]);
  });

  it('runs no timer after it was stopped', () => {
    const { clock, times, note, pass, isArmed } = aRealClock();
    clock.at(10, note);
    pass(5);
    clock.stop();
    pass(20);
    expect([times, clock.now(), isArmed()]).toEqual([[], 5, false]);
  });
});
