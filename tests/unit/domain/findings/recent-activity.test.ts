// Unit layer: what operators are told of the last hour, whether or not it is a fault.
import { decide } from '#shared/domain/decide.ts';
import { needsDetails } from '#shared/domain/findings/needs-details.ts';
import type { ScalingActivity } from '#shared/domain/model/operational-context.ts';
import { HOUR } from '#shared/domain/model/time.ts';
import { minutesAgo, NOW, REVISION } from '#tests/builders/constants.ts';
import * as given from '#tests/builders/given.ts';
import { found, isFound } from './found.ts';

const SCALED_IN = {
  stopCode: 'ServiceSchedulerInitiated',
  stoppedReason: 'Scaling activity initiated by (deployment ecs-svc/1)',
  containers: [{ name: 'web', exitCode: 143 }],
};

describe('tasks-stopped-lately', () => {
  it.each([
    { age: HOUR - 1, expected: true },
    { age: HOUR, expected: false },
    { age: -1, expected: false },
  ])('is found for a task that stopped $age ms ago: $expected', ({ age, expected }) => {
    expect(isFound('tasks-stopped-lately', { stopped: [{ ...SCALED_IN, stoppedAt: NOW - age }] })).toBe(expected);
  });

  it('quotes the newest of the tasks with the same reason, whatever its identifiers, the most frequent reason first', () => {
    const stopped = [
      { stoppedReason: 'Your Spot Task was interrupted.', stopCode: 'SpotInterruption', stoppedAt: minutesAgo(1) },
      { ...SCALED_IN, stoppedAt: minutesAgo(9) },
      { ...SCALED_IN, stoppedReason: SCALED_IN.stoppedReason.replace('/1', '/22'), stoppedAt: minutesAgo(8) },
    ].map((task, index) => ({ ...task, id: `task-${index}`, arn: `arn:task-${index}` }));
    expect(found('tasks-stopped-lately', { stopped })).toMatchObject([
      {
        at: minutesAgo(1),
        numbers: { stopped: 3, reasons: 2 },
        message:
          '3 tasks stopped in the last hour: 2 x ServiceSchedulerInitiated "Scaling activity initiated by (deployment ecs-svc/22)", ' +
          '1 x SpotInterruption "Your Spot Task was interrupted."',
      },
    ]);
  });

  it('quotes the reason of a container before that of the task', () => {
    const containers = [{ name: 'proxy' }, { name: 'web', exitCode: 137, reason: 'OutOfMemoryError: killed' }];
    expect(found('tasks-stopped-lately', { stopped: [{ containers }] })).toMatchObject([
      { message: '1 task stopped in the last hour: 1 x EssentialContainerExited "OutOfMemoryError: killed"' },
    ]);
  });

  it.each([
    { reasons: 3, more: '' },
    { reasons: 4, more: ', and 1 other reason' },
    { reasons: 5, more: ', and 2 other reasons' },
  ])('quotes three of $reasons reasons and counts the others', ({ reasons, more }) => {
    const words = ['one', 'two', 'three', 'four', 'five'].slice(0, reasons);
    const stopped = words.map((stoppedReason) => ({
      ...SCALED_IN,
      stoppedReason,
      id: stoppedReason,
      arn: stoppedReason,
    }));
    const [finding] = found('tasks-stopped-lately', { stopped });
    expect(finding?.message.endsWith(`"three"${more}`)).toBe(true);
  });

  it.each([
    { length: 120, ends: 'x"' },
    { length: 121, ends: 'x…"' },
  ])('quotes a reason of $length characters up to the 120th', ({ length, ends }) => {
    const [finding] = found('tasks-stopped-lately', { stopped: [{ ...SCALED_IN, stoppedReason: 'x'.repeat(length) }] });
    expect(finding?.message.endsWith(`${'x'.repeat(119)}${ends}`)).toBe(true);
  });
});

describe('deployed-lately', () => {
  it.each([
    { createdAt: NOW - HOUR + 1, rolloutState: 'COMPLETED', expected: true },
    { createdAt: NOW - HOUR, rolloutState: 'COMPLETED', expected: false },
    { createdAt: NOW - HOUR + 1, rolloutState: 'IN_PROGRESS', expected: false },
  ] as const)('is found for a $rolloutState deployment of $createdAt: $expected', ({ expected, ...deployment }) => {
    expect(isFound('deployed-lately', { deployments: [deployment] })).toBe(expected);
  });

  it('names the revision', () => {
    expect(found('deployed-lately', { deployments: [{ createdAt: minutesAgo(30) }] })).toMatchObject([
      { subject: REVISION, at: minutesAgo(30), message: expect.stringMatching(/:\d+ was deployed in the last hour$/) },
    ]);
  });
});

describe('scaled-lately', () => {
  const anActivity = (text: string, minutes: number): ScalingActivity => ({
    at: minutesAgo(minutes),
    by: 'policy',
    text,
  });

  it.each([
    { minutes: 59, expected: true },
    { minutes: 60, expected: false },
  ])('is found for a change $minutes minutes ago: $expected', ({ minutes, expected }) => {
    expect(isFound('scaled-lately', { scaling: { activities: [anActivity('Setting', minutes)] } })).toBe(expected);
  });

  it('quotes the two newest of the changes', () => {
    const activities = [anActivity('newest\nof all', 1), anActivity('second', 2), anActivity('third', 3)];
    expect(found('scaled-lately', { scaling: { activities } })).toMatchObject([
      {
        at: minutesAgo(1),
        numbers: { activities: 3 },
        message: '3 changes by Application Auto Scaling in the last hour: "newest of all", "second"',
      },
    ]);
  });

  it('is not found where the limits are not read', () => {
    expect(isFound('scaled-lately', { missing: { scaling: 'not-asked' } })).toBe(false);
  });
});

it('what happened lately is no fault, and needs no further reads', () => {
  const state = { stopped: [SCALED_IN], deployments: [{ createdAt: minutesAgo(30) }] };
  const { diagnosis, decision } = decide(given.evidence(state));
  expect([diagnosis.cause, decision.kind]).toEqual(['none', 'none']);
  expect(diagnosis.context.map(({ id }) => id)).toEqual(['tasks-stopped-lately', 'deployed-lately']);
  expect(needsDetails(given.snapshot(state))).toBe(false);
});
