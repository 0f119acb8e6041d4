// Unit layer: the virtual clock and the real clock.
import { createRealClock, type WallTime } from '#local-aws/clock/real-clock.ts';
import { createVirtualClock } from '#local-aws/clock/virtual-clock.ts';

/** Records the names of the calls that ran. */
const recorder = () => {
  const calls: string[] = [];
  return { calls, record: (name: string) => () => calls.push(name) };
};

/** A promise with the function that settles it. */
const aPromise = () => {
  let settle: () => void = () => undefined;
  const promise = new Promise<void>((resolve) => {
    settle = resolve;
  });
  return { promise, settle };
};

it('the virtual clock runs calls in order of time, and calls for one instant in order of planning', async () => {
  const clock = createVirtualClock(0);
  const { calls, record } = recorder();
  clock.at(30, record('late'));
  clock.at(10, record('first'));
  clock.at(10, record('second'));
  clock.after(20, record('between'));
  await clock.runUntil(30);
  expect(calls).toEqual(['first', 'second', 'between', 'late']);
});

it('the virtual clock runs many calls in order', async () => {
  const clock = createVirtualClock(0);
  const seen: number[] = [];
  for (let index = 0; index < 500; index += 1) clock.at((index * 7919) % 499, () => seen.push(clock.now()));
  await clock.runUntil(500);
  expect(seen).toHaveLength(500);
  expect(seen).toEqual(seen.toSorted((one, other) => one - other));
});

it('the virtual clock shows a call its planned instant, and the requested instant at the end', async () => {
  const clock = createVirtualClock(0);
  let seen = -1;
  clock.at(10, () => {
    seen = clock.now();
  });
  await clock.runUntil(25);
  expect([seen, clock.now()]).toEqual([10, 25]);
});

it('the virtual clock does not run later calls and cancelled calls', async () => {
  const clock = createVirtualClock(0);
  const { calls, record } = recorder();
  clock.at(11, record('later'));
  clock.at(5, record('cancelled')).cancel();
  await clock.runUntil(10);
  expect(calls).toEqual([]);
});

it('the virtual clock repeats a call until it is cancelled, also by the call itself', async () => {
  const clock = createVirtualClock(0);
  const seen: number[] = [];
  const timer = clock.every(10, () => {
    seen.push(clock.now());
    if (seen.length === 3) timer.cancel();
  });
  await clock.runUntil(100);
  expect(seen).toEqual([10, 20, 30]);
});

it('the virtual clock runs a call for the past at once, and never goes back', async () => {
  const clock = createVirtualClock(100);
  let seen = -1;
  clock.at(50, () => {
    seen = clock.now();
  });
  await clock.runUntil(100);
  expect(seen).toBe(100);
});

it('the virtual clock stands still for tracked work and for everything that follows from it', async () => {
  const clock = createVirtualClock(0);
  const { promise, settle } = aPromise();
  const seen: number[] = [];
  const work = async (): Promise<void> => {
    await promise;
    await new Promise((resolve) => setImmediate(resolve));
    seen.push(clock.now());
  };
  clock.at(10, () => void clock.track(promise).then(work));
  clock.at(20, () => seen.push(clock.now()));
  const run = clock.runUntil(30);
  setImmediate(settle);
  await run;
  expect(seen).toEqual([10, 20]);
});

it('the virtual clock continues after failed tracked work', async () => {
  const clock = createVirtualClock(0);
  clock.at(10, () => void clock.track(Promise.reject(new Error('no'))).catch(() => undefined));
  await clock.runUntil(30);
  expect(clock.now()).toBe(30);
});

/** Wall time under the control of the test. */
const aWall = () => {
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

it('the real clock runs at a multiple of wall time', () => {
  const wall = aWall();
  const clock = createRealClock({ start: 1_000, speed: 30, wallTime: wall.wallTime });
  wall.pass(10);
  expect(clock.now()).toBe(1_300);
});

it('the real clock shows each call its planned instant, even on a late machine', () => {
  const wall = aWall();
  const clock = createRealClock({ start: 0, speed: 10, wallTime: wall.wallTime });
  const seen: number[] = [];
  clock.every(100, () => seen.push(clock.now()));
  wall.oversleep(35);
  wall.pass(0);
  expect(seen).toEqual([100, 200, 300]);
  expect(clock.now()).toBe(350);
});

it('the real clock wakes up for the earliest call, even if it was planned last', () => {
  const wall = aWall();
  const clock = createRealClock({ start: 0, speed: 1, wallTime: wall.wallTime });
  const { calls, record } = recorder();
  clock.at(50, record('later'));
  clock.at(10, record('sooner'));
  wall.pass(20);
  expect(calls).toEqual(['sooner']);
});

it('the real clock stands still for tracked work, then continues from there', async () => {
  const wall = aWall();
  const clock = createRealClock({ start: 0, speed: 1, wallTime: wall.wallTime });
  const { promise, settle } = aPromise();
  const seen: number[] = [];
  clock.at(10, () => void clock.track(promise));
  clock.at(10, () => seen.push(clock.now()));
  wall.pass(40);
  expect([clock.now(), seen]).toEqual([10, []]);
  settle();
  await promise;
  wall.pass(15);
  expect([clock.now(), seen]).toEqual([25, [10]]);
});

it('the real clock runs no call after it was stopped', () => {
  const wall = aWall();
  const clock = createRealClock({ start: 0, speed: 1, wallTime: wall.wallTime });
  const { calls, record } = recorder();
  clock.at(10, record('too late'));
  wall.pass(5);
  clock.stop();
  wall.pass(20);
  expect([calls, clock.now(), wall.isArmed()]).toEqual([[], 5, false]);
});
