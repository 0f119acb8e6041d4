// Unit layer: the availability of a service whose desired count changes.
import { secondsAgo } from '#tests/builders/constants.ts';
import { partOf, reportAgo, type State } from './scored.ts';

/** The availability five seconds after a check found four of four tasks serving, unless set. */
const availabilityOf = (state: State) => partOf('availability', { previous: [reportAgo(5)], ...state })?.value;

const NOT_SERVING = { healthStatus: 'UNHEALTHY' } as const;
const createdAgo = (seconds: number) => ({ createdAt: secondsAgo(seconds) });

it.each<State & { what: string; share: number }>([
  { what: 'a task starts', desired: 5, starting: [5], share: 1 },
  { what: 'four tasks start', desired: 8, starting: [5, 6, 7, 8], share: 1 },
  { what: 'a task starts beside one that fails', desired: 5, starting: [5], task: { 4: NOT_SERVING }, share: 0.75 },
  {
    what: 'a new task waits for its first health check',
    desired: 5,
    starting: [5],
    task: { 5: { ...createdAgo(40), lastStatus: 'RUNNING' } },
    share: 1,
  },
  { what: 'the new task serves', desired: 5, tasks: 5, share: 1 },
  { what: 'the new task fails', desired: 5, tasks: 5, task: { 5: NOT_SERVING }, share: 0.8 },
  {
    what: 'the new task serves and an old one fails',
    desired: 5,
    tasks: 5,
    task: { 4: NOT_SERVING, 5: createdAgo(40) },
    share: 0.8,
  },
  { what: 'a new task starts for 389 s', desired: 5, starting: [5], task: { 5: createdAgo(389) }, share: 1 },
  { what: 'a new task starts for 390 s', desired: 5, starting: [5], task: { 5: createdAgo(390) }, share: 0.8 },
  { what: 'a new task starts for 391 s', desired: 5, starting: [5], task: { 5: createdAgo(391) }, share: 0.8 },
  { what: 'two start and none has failed', desired: 6, starting: [5, 6], stopped: [], share: 1 },
  { what: 'two start and one has failed', desired: 6, starting: [5, 6], stopped: [{}], share: 4 / 5 },
  { what: 'two start and two have failed', desired: 6, starting: [5, 6], stopped: [{}, {}], share: 4 / 6 },
  { what: 'two start and three have failed', desired: 6, starting: [5, 6], stopped: [{}, {}, {}], share: 4 / 6 },
  { what: 'a task is missing from a steady count', tasks: [1, 2, 3], starting: [5], share: 0.75 },
  { what: 'a task is missing during the increase', desired: 5, tasks: [1, 2, 3], starting: [5, 6], share: 0.75 },
  { what: 'no task serves', desired: 5, tasks: [], starting: [5], share: 0 },
  {
    what: 'the new task is stopping',
    desired: 5,
    starting: [5],
    task: { 5: { desiredStatus: 'STOPPED' } },
    share: 0.8,
  },
  { what: 'no new task starts', desired: 5, share: 0.8 },
])('with $desired tasks desired instead of 4 while $what, the availability is $share', ({ share, ...state }) => {
  expect(availabilityOf(state)).toBeCloseTo(share);
});

it.each([
  { what: 'held to all 5 tasks', previous: [reportAgo(5, { desired: 5, previous: [reportAgo(10)] })], share: 0.8 },
  { what: 'two minutes ago', previous: [reportAgo(120)], share: 1 },
  { what: 'more than two minutes ago', previous: [reportAgo(121)], share: 0.8 },
  { what: 'without tasks', previous: [reportAgo(5, { missing: { tasks: 'throttled' } })], share: 0.8 },
  { what: 'that never took place', previous: [], share: 0.8 },
])('after a previous check $what, a task that starts leaves an availability of $share', ({ previous, share }) => {
  expect(availabilityOf({ desired: 5, starting: [5], previous })).toBe(share);
});

it.each([
  { tasks: 4, share: 1 },
  { tasks: 3, share: 0.75 },
])('after a decrease from 8 to 4 desired tasks, $tasks serving tasks are an availability of $share', (row) => {
  const previous = [reportAgo(5, { tasks: 8, desired: 8 })];
  expect(availabilityOf({ tasks: row.tasks, previous })).toBe(row.share);
});
