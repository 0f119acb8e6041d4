// Unit layer: by which factor the work of a task has grown.
import { workGrowthAt } from '#shared/domain/evidence/work-per-task.ts';
import { MINUTE } from '#shared/domain/model/time.ts';
import { NEWEST, NOW } from '#tests/builders/constants.ts';
import { service } from '#tests/builders/given.ts';
import { level } from '#tests/builders/metrics.ts';

/** The work was measured for so many minutes before a regression of the newest minutes. */
const growth = (before: readonly number[], onset: readonly number[]) =>
  workGrowthAt(
    service({ metrics: { requests: [...before, ...onset] } }),
    { before: NEWEST - (onset.length - 1) * MINUTE, since: NEWEST - (onset.length - 1) * MINUTE },
    NOW,
  );

it.each([
  { what: 'twice the requests', before: level(10, 600), onset: level(3, 1_200), expected: 2 },
  {
    what: 'requests that rose after three minutes',
    before: level(10, 600),
    onset: [600, 600, 600, 9_000],
    expected: 1,
  },
  { what: 'five minutes before', before: level(5, 600), onset: level(3, 600), expected: 1 },
  { what: 'four minutes before', before: level(4, 600), onset: level(3, 600), expected: undefined },
  { what: 'no request before', before: level(10, 0), onset: level(3, 600), expected: undefined },
])('with $what the work has grown by $expected', ({ before, onset, expected }) => {
  expect(growth(before, onset)).toBe(expected);
});

it('is not known while no task ran during the regression', () => {
  const observation = service({ tasks: 0, metrics: { requests: level(13, 600) } });
  expect(workGrowthAt(observation, { before: NEWEST, since: NEWEST }, NOW)).toBeUndefined();
});

it('is not known before the first minute of the regression was measured', () => {
  const observation = service({ metrics: { requests: level(13, 600) } });
  expect(workGrowthAt(observation, { before: NEWEST, since: NOW }, NOW)).toBeUndefined();
});
