// Unit layer: the finding that a service is scaled to its maximum.
import { decide } from '#shared/domain/decide.ts';
import { isHealthy } from '#shared/domain/incident/recovery.ts';
import type { Traffic } from '#shared/domain/model/observation.ts';
import type { ScalingActivity } from '#shared/domain/model/operational-context.ts';
import { frozen } from '#shared/domain/model/part.ts';
import { aFinding, aReport } from '#tests/builders/a-report.ts';
import { minutesAgo, NOW, secondsAgo } from '#tests/builders/constants.ts';
import * as given from '#tests/builders/given.ts';
import { level } from '#tests/builders/metrics.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { found, isFound } from './found.ts';

const AT_MAXIMUM: ServiceState = { scaling: { maximum: 4 } };

describe('scaled-to-maximum', () => {
  it.each([
    { desired: 4, maximum: 5, expected: false },
    { desired: 4, maximum: 4, expected: true },
    { desired: 4, maximum: 3, expected: true },
    { desired: 0, maximum: 0, expected: false },
  ])('is found for $desired desired tasks of at most $maximum: $expected', ({ desired, maximum, expected }) => {
    expect(isFound('scaled-to-maximum', { desired, scaling: { maximum } })).toBe(expected);
  });

  it.each([{ scaling: 'not-configured' as const }, { ecs: 'throttled' as const }])(
    'is not found while %j is missing',
    (missing) => {
      expect(isFound('scaled-to-maximum', { ...AT_MAXIMUM, missing })).toBe(false);
    },
  );

  it('leaves the service healthy', () => {
    const { report, diagnosis } = decide(given.evidence(AT_MAXIMUM));
    expect(diagnosis.cause).toBe('none');
    expect(isHealthy(report)).toBe(true);
  });

  it('is evidence of an overload', () => {
    const busy = { metrics: { cpu: level(5, 1) }, traffic: { target5xx: 3_000 } };
    const { diagnosis } = decide(given.evidence({ ...AT_MAXIMUM, ...busy }));
    expect(diagnosis.cause).toBe('overload');
    expect(diagnosis.evidence.map(({ id }) => id)).toContain('scaled-to-maximum');
  });
});

const anActivity = (given: Partial<ScalingActivity> = {}): ScalingActivity => ({
  at: minutesAgo(60),
  to: 0,
  by: 'schedule',
  text: 'Setting desired count to 0. scheduled action name stop-at-night was triggered',
  ...given,
});
const atZero = (scaling: ServiceState['scaling'], traffic: Partial<Traffic> = { requests: 0 }): ServiceState => ({
  desired: 0,
  tasks: 0,
  scaling: { minimum: 0, maximum: 4, ...scaling },
  traffic,
});
const OF_POLICY = anActivity({ by: 'policy', text: 'Setting desired count to 0. monitor alarm triggered policy idle' });

describe('scaled-on-schedule', () => {
  it.each<{ why: string; state: ServiceState; expected: boolean }>([
    { why: 'a scheduled action set the count to zero', state: atZero({ activities: [anActivity()] }), expected: true },
    { why: 'the scalable target has the maximum 0', state: atZero({ maximum: 0 }), expected: true },
    { why: 'a policy did it', state: atZero({ activities: [OF_POLICY] }), expected: false },
    {
      why: 'a policy did it last',
      state: atZero({ activities: [OF_POLICY, anActivity({ at: minutesAgo(90) })] }),
      expected: false,
    },
    {
      why: 'the schedule started tasks since',
      state: atZero({ activities: [anActivity({ to: 2 }), anActivity({ at: minutesAgo(90) })] }),
      expected: false,
    },
    {
      why: 'an activity without a count came after it',
      state: atZero({ activities: [{ at: minutesAgo(1), by: 'operator', text: 'min' }, anActivity()] }),
      expected: true,
    },
    {
      why: 'a scheduled action has just set the count to zero',
      state: atZero({ activities: [anActivity({ at: NOW })] }),
      expected: true,
    },
    {
      why: 'the activity is of the future',
      state: atZero({ activities: [anActivity({ at: secondsAgo(-1) })] }),
      expected: false,
    },
    { why: 'nothing is known of it', state: atZero({}), expected: false },
    {
      why: 'tasks are desired again',
      state: { ...atZero({ activities: [anActivity()] }), desired: 1 },
      expected: false,
    },
    {
      why: 'the scaling cannot be read',
      state: { ...atZero({ maximum: 0 }), missing: { scaling: 'access-denied' } },
      expected: false,
    },
  ])('is found when $why: $expected', ({ state, expected }) => {
    expect(isFound('scaled-on-schedule', state)).toBe(expected);
  });

  it.each([
    { requests: 59, onSchedule: true },
    { requests: 60, onSchedule: true },
    { requests: 61, onSchedule: false },
  ])('is found while $requests requests a minute arrive: $onSchedule, else scaled-to-zero', (row) => {
    const { requests, onSchedule } = row;
    const state = atZero({ activities: [anActivity()] }, { requests, elb503: requests });
    expect(isFound('scaled-on-schedule', state)).toBe(onSchedule);
    expect(isFound('scaled-to-zero', state)).toBe(!onSchedule);
  });

  it.each([
    { what: 'a negative number of requests', traffic: { requests: -5 } },
    { what: 'a window of no length', traffic: { requests: 5, windowSeconds: 0 } },
    { what: 'no number of requests', traffic: { requests: Number.NaN } },
  ])('counts $what as none', ({ traffic }) => {
    const state = atZero({ activities: [anActivity()] }, traffic);
    expect(found('scaled-on-schedule', state)).toMatchObject([{ numbers: { requestsPerMinute: 0 } }]);
  });

  it('names the action and when it came', () => {
    const state = atZero({ activities: [anActivity()] }, { requests: 28, elb503: 28, windowSeconds: 120 });
    expect(found('scaled-on-schedule', state)).toMatchObject([
      {
        strength: 'hard',
        since: minutesAgo(60),
        numbers: { minimum: 0, maximum: 4, requestsPerMinute: 14 },
        message:
          'the service is meant to have no task: Setting desired count to 0. scheduled action name stop-at-night was triggered',
      },
    ]);
  });

  it.each([
    { what: 'proven absent', parts: { traffic: frozen(NOW) } },
    { what: 'not known', missing: { traffic: 'throttled' as const } },
  ])('is found while traffic is $what', (state) => {
    expect(found('scaled-on-schedule', { ...atZero({ maximum: 0 }), ...state })).toMatchObject([
      { message: 'the service is meant to have no task; its scalable target has the maximum 0' },
    ]);
  });
});

describe('scaled-to-zero', () => {
  it.each<{ why: string; state: ServiceState; expected: boolean }>([
    { why: 'requests arrive', state: atZero({ activities: [OF_POLICY] }, { requests: 1, elb503: 1 }), expected: true },
    { why: 'no request arrives', state: atZero({ activities: [OF_POLICY] }), expected: false },
    {
      why: 'the number of requests is invalid',
      state: atZero({ activities: [OF_POLICY] }, { requests: -5 }),
      expected: false,
    },
    {
      why: 'the traffic is not known',
      state: { ...atZero({ activities: [OF_POLICY] }), missing: { traffic: 'throttled' } },
      expected: false,
    },
    {
      why: 'the limits forbid any task against many requests',
      state: atZero({ maximum: 0 }, { requests: 900, elb503: 900 }),
      expected: true,
    },
    { why: 'nothing is known of its scaling', state: atZero({}, { requests: 900 }), expected: false },
    {
      why: 'tasks are desired',
      state: { ...atZero({ activities: [OF_POLICY] }, { requests: 9 }), desired: 2 },
      expected: false,
    },
  ])('is found when $why: $expected', ({ state, expected }) => {
    expect(isFound('scaled-to-zero', state)).toBe(expected);
  });

  it('quotes what Application Auto Scaling did', () => {
    expect(found('scaled-to-zero', atZero({ activities: [OF_POLICY] }, { requests: 900 }))).toMatchObject([
      {
        since: minutesAgo(60),
        numbers: { requestsPerMinute: 900 },
        message:
          'the service is scaled to zero, though 900 requests a minute arrive: Setting desired count to 0. monitor alarm triggered policy idle',
      },
    ]);
  });
});

it.each(['scaled-on-schedule', 'scaled-to-zero', 'scale-out-under-way'] as const)('%s is no fault by itself', (id) => {
  expect(isHealthy(aReport({ findings: [aFinding({ id })] }))).toBe(true);
});
