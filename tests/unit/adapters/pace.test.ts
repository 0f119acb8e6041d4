// Unit layer: when work begins that comes faster than it may.
import { pace, type Timing, WITHOUT_WAITING } from '#shared/adapters/transport/pace.ts';

/** Time that only sleeping moves: each sleeper wakes when it asked to, and notes it. */
const timeline = () => {
  const slept: number[] = [];
  const state = { now: 0 };
  const timing: Timing = {
    now: () => state.now,
    sleep: async (milliseconds) => void slept.push(state.now + milliseconds),
  };
  return { timing, slept, state };
};

const times = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('work at a pace of five a second', () => {
  it.each([
    { count: 1, waits: [] },
    { count: 5, waits: [] },
    { count: 6, waits: [1_000] },
    { count: 12, waits: [1_000, 1_000, 1_000, 1_000, 1_000, 2_000, 2_000] },
  ])('that comes $count at once begins five by five, the rest at $waits', async ({ count, waits }) => {
    const { timing, slept } = timeline();
    const paced = pace(5, timing);
    await Promise.all(times(count).map(() => paced(async () => undefined)));
    expect(slept).toEqual(waits);
  });

  it.each([
    { after: 999, wakesAt: [1_000] },
    { after: 1_000, wakesAt: [] },
    { after: 1_001, wakesAt: [] },
  ])('that comes $after ms after five others waits until $wakesAt', async ({ after, wakesAt }) => {
    const { timing, slept, state } = timeline();
    const paced = pace(5, timing);
    await Promise.all(times(5).map(() => paced(async () => undefined)));
    state.now = after;
    await paced(async () => undefined);
    expect(slept).toEqual(wakesAt);
  });

  it('has no second of any beginning with more than five in it, however unevenly it comes', async () => {
    const begun: number[] = [];
    const state = { now: 0 };
    const paced = pace(5, {
      now: () => state.now,
      sleep: async (milliseconds) => void begun.push(state.now + milliseconds),
    });
    for (const gap of [0, 0, 0, 900, 0, 0, 0, 0, 150, 0, 0, 40, 3_000, 0, 0, 0, 0, 0, 1, 999, 0, 0]) {
      state.now += gap;
      const before = begun.length;
      await paced(async () => undefined);
      if (begun.length === before) begun.push(state.now);
    }
    for (const at of begun) {
      expect(begun.filter((other) => other >= at && other < at + 1_000).length).toBeLessThanOrEqual(5);
    }
    expect(begun).toEqual(begun.toSorted((a, b) => a - b));
  });

  it('answers what the work answers, and fails as it fails, without holding up what follows', async () => {
    const paced = pace(1, WITHOUT_WAITING);
    await expect(paced(async () => 'done')).resolves.toBe('done');
    await expect(paced(() => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
    await expect(paced(async () => 'done')).resolves.toBe('done');
  });
});
