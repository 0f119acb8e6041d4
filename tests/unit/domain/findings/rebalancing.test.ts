// Unit layer: the finding that ECS moves tasks between zones.
import { minutesAgo } from '#tests/builders/constants.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { isFound } from './found.ts';

describe('rebalancing-zones', () => {
  const STARTED =
    '(service registry) is not AZ balanced with 3 tasks in us-east-1a, 1 in us-east-1b. AZ Rebalancing in progress.';
  const MOVED = '(service registry) has started 1 tasks in us-east-1b to AZ Rebalance: (task 2ffd7ed3).';
  const STOPPED =
    '(service registry) has stopped 1 running tasks in us-east-1a due to AZ rebalancing: (task 3ffd7ed3).';
  const ENDED = '(service registry) is AZ balanced with 2 tasks in us-east-1a, 2 tasks in us-east-1b.';
  const saying = (...messages: readonly string[]): ServiceState => ({
    events: messages.map((message, index) => ({ at: minutesAgo(index + 1), message })),
  });

  it.each([
    { what: 'began', events: saying(STARTED), expected: true },
    { what: 'starts a task', events: saying(MOVED, STARTED), expected: true },
    { what: 'stops a task', events: saying(STOPPED, MOVED, STARTED), expected: true },
    { what: 'ended', events: saying(ENDED, STOPPED, MOVED, STARTED), expected: false },
    { what: 'began again', events: saying(STARTED, ENDED), expected: true },
    {
      what: 'is not mentioned',
      events: saying('(service registry) has started 1 tasks: (task 2ffd7ed3).'),
      expected: false,
    },
  ])('is found when the rebalancing $what: $expected', ({ events, expected }) => {
    expect(isFound('rebalancing-zones', events)).toBe(expected);
  });

  it.each([
    { minutes: 29, expected: true },
    { minutes: 30, expected: false },
  ])('is found for a message $minutes minutes old: $expected', ({ minutes, expected }) => {
    expect(isFound('rebalancing-zones', { events: [{ at: minutesAgo(minutes), message: STARTED }] })).toBe(expected);
  });

  it('is not found while the service cannot be read', () => {
    expect(isFound('rebalancing-zones', { missing: { ecs: 'throttled' } })).toBe(false);
  });
});
