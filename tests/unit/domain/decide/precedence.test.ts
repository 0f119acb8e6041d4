// Unit layer: which of two causes wins when both have their evidence in one observation.
import type { Cause } from '#shared/domain/model/cause.ts';
import { minutesAgo, secondsAgo } from '#tests/builders/constants.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { BUSY, each, lastCheck, ROLLING_OUT } from './decision-table.ts';

/** Six healthy tasks over three zones. */
const SIX: ServiceState = { tasks: 6, desired: 6 };

const INSUFFICIENT: ServiceState = { missing: { tasks: 'throttled' } };
const SCALED_TO_ZERO: ServiceState = { desired: 0, traffic: { requests: 0 } };
const STARTING: ServiceState = { tasks: [1], task: { 1: { lastStatus: 'PENDING', createdAt: secondsAgo(10) } } };
const UNPULLABLE: ServiceState = {
  ...SIX,
  tasks: 5,
  stopped: [
    {
      stopCode: 'TaskFailedToStart',
      stoppedReason: 'CannotPullContainerError: dial tcp 10.0.1.7:443: i/o timeout',
      containers: [],
    },
  ],
};
const SETTLING: ServiceState = {
  ...SIX,
  task: { 6: { createdAt: secondsAgo(50), startedAt: secondsAgo(30) } },
  target: { 6: { state: 'initial', reason: 'Elb.RegistrationInProgress' } },
};
const BAD_RELEASE: ServiceState = {
  ...ROLLING_OUT,
  ...SIX,
  older: [1, 2, 3, 4],
  task: each([5, 6], { startedAt: minutesAgo(2) }),
  unhealthy: [5, 6],
};
const DATABASE_DOWN: ServiceState = { down: ['database'], traffic: { target5xx: 900 } };
const ZONE_FAILS: ServiceState = { ...SIX, unhealthy: [1, 4] };
const ONE_UNHEALTHY: ServiceState = { ...SIX, unhealthy: [1] };
const ONE_HUNG: ServiceState = { ...SIX, hung: [1] };

const causeOf = (state: ServiceState): Cause => lastCheck(state).diagnosis.cause;

interface Pair {
  readonly wins: Cause;
  readonly over: Cause;
  readonly one: ServiceState;
  readonly other: ServiceState;
  /** Unless the first state simply replaces parts of the second. */
  readonly both?: ServiceState;
}

it.each<Pair>([
  { wins: 'unknown', over: 'intended', one: INSUFFICIENT, other: SCALED_TO_ZERO },
  { wins: 'intended', over: 'in-transition', one: SCALED_TO_ZERO, other: STARTING },
  { wins: 'in-transition', over: 'network-path', one: SETTLING, other: UNPULLABLE },
  {
    wins: 'network-path',
    over: 'bad-release',
    one: UNPULLABLE,
    other: BAD_RELEASE,
    both: { ...BAD_RELEASE, stopped: UNPULLABLE.stopped ?? [] },
  },
  { wins: 'bad-release', over: 'dependency-down', one: BAD_RELEASE, other: DATABASE_DOWN },
  { wins: 'dependency-down', over: 'az-impairment', one: DATABASE_DOWN, other: ZONE_FAILS },
  { wins: 'az-impairment', over: 'overload', one: ZONE_FAILS, other: BUSY },
  { wins: 'overload', over: 'instance-unhealthy', one: BUSY, other: ONE_UNHEALTHY },
  { wins: 'overload', over: 'instance-grey', one: BUSY, other: ONE_HUNG },
])('$wins wins over $over', ({ wins, over, one, other, both = { ...other, ...one } }) => {
  expect([causeOf(one), causeOf(other), causeOf(both)]).toEqual([wins, over, wins]);
});

it('a replacement that starts does not hide what keeps other tasks from starting', () => {
  expect(causeOf({ ...UNPULLABLE, starting: [7], task: { 7: { createdAt: secondsAgo(10) } } })).toBe('network-path');
});
