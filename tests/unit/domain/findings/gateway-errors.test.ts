// Unit layer: the finding that connections between the load balancer and healthy tasks are cut.
import { minutesAgo } from '#tests/builders/constants.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { isFound } from './found.ts';

const CUT: ServiceState = { traffic: { elb502: 100 } };

describe('gateway-errors', () => {
  it.each([
    { elb502: 80, target5xx: 0, expected: true },
    { elb502: 90, target5xx: 10, expected: true },
    { elb502: 89, target5xx: 11, expected: false },
    { elb502: 60, target5xx: 0, expected: false },
  ])(
    'is found for $elb502 502s and $target5xx target errors in 6,000 requests: $expected',
    ({ expected, ...traffic }) => {
      expect(isFound('gateway-errors', { traffic })).toBe(expected);
    },
  );

  it.each([
    { minutes: 14, expected: false },
    { minutes: 15, expected: true },
    { minutes: 16, expected: true },
  ])('is found when the last task stopped or started $minutes minutes ago: $expected', ({ minutes, expected }) => {
    const at = minutesAgo(minutes);
    expect(isFound('gateway-errors', { ...CUT, stopped: [{ stoppedAt: at }] })).toBe(expected);
    expect(isFound('gateway-errors', { ...CUT, task: { 1: { createdAt: at } } })).toBe(expected);
  });

  it.each<{ why: string; state: ServiceState }>([
    { why: 'a target is unhealthy', state: { unhealthy: [2] } },
    { why: 'there is no target', state: { targets: [] } },
    { why: 'the stopped tasks cannot be read', state: { missing: { stoppedTasks: 'throttled' } } },
    { why: 'the traffic is not known', state: { missing: { traffic: 'no-data' } } },
    { why: 'a release is new', state: { deployments: [{ createdAt: minutesAgo(30) }] } },
    { why: 'a dependency fails', state: { down: ['discovery'] } },
  ])('is not found when $why', ({ state }) => {
    expect(isFound('gateway-errors', { ...CUT, ...state })).toBe(false);
  });
});
