// Unit layer: when work starts that arrives faster than its rate allows.
import { pace, WITHOUT_WAITING } from '#shared/adapters/transport/pace.ts';
import { range } from '../recorded-client.ts';

/** The time advances only by hand. Each sleeper notes when it is to wake and returns at once. */
const pacedByFive = () => {
  const wakes: number[] = [];
  const state = { now: 0 };
  const paced = pace(5, {
    now: () => state.now,
    sleep: async (milliseconds) => void wakes.push(state.now + milliseconds),
  });
  return { start: () => paced(async () => undefined), wakes, state };
};

it.each([
  { count: 1, wakes: [] },
  { count: 5, wakes: [] },
  { count: 6, wakes: [1_000] },
  { count: 12, wakes: [1_000, 1_000, 1_000, 1_000, 1_000, 2_000, 2_000] },
])('of $count simultaneous calls five start at once, and the others at $wakes ms', async ({ count, wakes }) => {
  const five = pacedByFive();
  await Promise.all(range(count).map(five.start));
  expect(five.wakes).toEqual(wakes);
});

it.each([
  { after: 999, wakes: [1_000] },
  { after: 1_000, wakes: [] },
  { after: 1_001, wakes: [] },
])('a sixth call $after ms after five others is delayed until $wakes', async ({ after, wakes }) => {
  const five = pacedByFive();
  await Promise.all(range(5).map(five.start));
  five.state.now = after;
  await five.start();
  expect(five.wakes).toEqual(wakes);
});

it('no window of one second contains more than five starts, however unevenly the calls arrive', async () => {
  const { start, wakes, state } = pacedByFive();
  const starts: number[] = [];
  for (const gap of [0, 0, 0, 900, 0, 0, 0, 0, 150, 0, 0, 40, 3_000, 0, 0, 0, 0, 0, 1, 999, 0, 0]) {
    state.now += gap;
    await start();
    starts.push(wakes.splice(0)[0] ?? state.now);
  }
  const mostInASecond = Math.max(
    ...starts.map((at) => starts.filter((other) => other >= at && other < at + 1_000).length),
  );
  expect(mostInASecond).toBe(5);
  expect(starts).toEqual(starts.toSorted((a, b) => a - b));
});

it('a call that fails passes its error on and does not delay the next call', async () => {
  const paced = pace(1, WITHOUT_WAITING);
  await expect(paced(async () => 'done')).resolves.toBe('done');
  await expect(paced(() => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
  await expect(paced(async () => 'done')).resolves.toBe('done');
});
