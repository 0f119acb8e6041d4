// Unit layer: the two clocks of the local world.
import { createRealClock, type WallTime } from '#local-aws/clock/real-clock.ts';
import { createVirtualClock } from '#local-aws/clock/virtual-clock.ts';

const noting = () => {
  const notes: string[] = [];
  return { notes, note: (text: string) => () => notes.push(text) };
};

/** Resolves when told to. */
const aPromise = () => {
  let settle: () => void = () => undefined;
  const promise = new Promise<void>((resolve) => {
    settle = resolve;
  });
  return { promise, settle };
};

describe('the virtual clock', () => {
  it('runs what is due by time, and what is due together in the order in which it was planned', async () => {
    const clock = createVirtualClock(0);
    const { notes, note } = noting();
    clock.at(30, note('late'));
    clock.at(10, note('first'));
    clock.at(10, note('second'));
    clock.after(20, note('between'));
    await clock.runUntil(30);
    expect(notes).toEqual(['first', 'second', 'between', 'late']);
  });

  it('keeps many events in order', async () => {
    const clock = createVirtualClock(0);
    const seen: number[] = [];
    for (let index = 0; index < 500; index += 1) clock.at((index * 7919) % 499, () => seen.push(clock.now()));
    await clock.runUntil(500);
    expect(seen).toHaveLength(500);
    expect(seen).toEqual(seen.toSorted((one, other) => one - other));
  });

  it('shows an event the very instant for which it was planned, and ends at the instant asked for', async () => {
    const clock = createVirtualClock(0);
    let seen = -1;
    clock.at(10, () => {
      seen = clock.now();
    });
    await clock.runUntil(25);
    expect([seen, clock.now()]).toEqual([10, 25]);
  });

  it('does not run what comes later, nor what was cancelled', async () => {
    const clock = createVirtualClock(0);
    const { notes, note } = noting();
    clock.at(11, note('later'));
    clock.at(5, note('cancelled')).cancel();
    await clock.runUntil(10);
    expect(notes).toEqual([]);
  });

  it('repeats until it is cancelled, also from within', async () => {
    const clock = createVirtualClock(0);
    const seen: number[] = [];
    const timer = clock.every(10, () => {
      seen.push(clock.now());
      if (seen.length === 3) timer.cancel();
    });
    await clock.runUntil(100);
    expect(seen).toEqual([10, 20, 30]);
  });

  it('does what was planned for the past at once, and never goes back', async () => {
    const clock = createVirtualClock(100);
    let seen = -1;
    clock.at(50, () => {
      seen = clock.now();
    });
    await clock.runUntil(100);
    expect(seen).toBe(100);
  });

  it('stands still while something tracked is in flight, and for what follows from it', async () => {
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

  it('goes on after tracked work has failed', async () => {
    const clock = createVirtualClock(0);
    clock.at(10, () => void clock.track(Promise.reject(new Error('no'))).catch(() => undefined));
    await clock.runUntil(30);
    expect(clock.now()).toBe(30);
  });
});

/** Wall time that moves when the test says so. */
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

describe('the real clock', () => {
  it('goes faster than the wall by its speed', () => {
    const wall = aWall();
    const clock = createRealClock({ start: 1_000, speed: 30, wallTime: wall.wallTime });
    wall.pass(10);
    expect(clock.now()).toBe(1_300);
  });

  it('runs what is due, each at the instant for which it was planned, however late the machine is', () => {
    const wall = aWall();
    const clock = createRealClock({ start: 0, speed: 10, wallTime: wall.wallTime });
    const seen: number[] = [];
    clock.every(100, () => seen.push(clock.now()));
    wall.oversleep(35);
    wall.pass(0);
    expect(seen).toEqual([100, 200, 300]);
    expect(clock.now()).toBe(350);
  });

  it('wakes up for what was planned last if that comes first', () => {
    const wall = aWall();
    const clock = createRealClock({ start: 0, speed: 1, wallTime: wall.wallTime });
    const { notes, note } = noting();
    clock.at(50, note('later'));
    clock.at(10, note('sooner'));
    wall.pass(20);
    expect(notes).toEqual(['sooner']);
  });

  it('stands still while something tracked is in flight, then goes on from there', async () => {
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

  it('does nothing more after it was stopped', () => {
    const wall = aWall();
    const clock = createRealClock({ start: 0, speed: 1, wallTime: wall.wallTime });
    const { notes, note } = noting();
    clock.at(10, note('too late'));
    wall.pass(5);
    clock.stop();
    wall.pass(20);
    expect([notes, clock.now(), wall.isArmed()]).toEqual([[], 5, false]);
  });
});
