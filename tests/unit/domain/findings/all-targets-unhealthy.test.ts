// Unit layer: the finding that no registered target passes its health check.
import { minutesAgo } from '#tests/builders/constants.ts';
import { anUnhealthyEvent } from '#tests/builders/kills.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { found, isFound } from './found.ts';

describe('all-targets-unhealthy', () => {
  it.each([
    { unhealthy: [1, 2, 3], expected: false },
    { unhealthy: [1, 2, 3, 4], expected: true },
  ])('is found with $unhealthy.length of 4 targets unhealthy: $expected', ({ unhealthy, expected }) => {
    expect(isFound('all-targets-unhealthy', { unhealthy })).toBe(expected);
  });

  it('counts the targets', () => {
    expect(found('all-targets-unhealthy', { unhealthy: [1, 2, 3, 4] })).toMatchObject([
      { numbers: { targets: 4, waiting: 0 }, message: 'all 4 targets fail their health check' },
    ]);
  });

  it('is found while replacements wait for their first check', () => {
    const message = '3 targets fail their health check, 1 wait for the first one, and none passes';
    const state = { unhealthy: [1, 2, 3], initial: [4] };
    expect(found('all-targets-unhealthy', state)).toMatchObject([{ numbers: { targets: 3, waiting: 1 }, message }]);
  });

  it.each<{ what: string; state: ServiceState }>([
    { what: 'every target waits', state: { initial: [1, 2, 3, 4] } },
    { what: 'a target is not used', state: { unhealthy: [1, 2, 3], target: { 4: { state: 'unused' } } } },
  ])('is not found while $what', ({ state }) => {
    expect(isFound('all-targets-unhealthy', state)).toBe(false);
  });

  const one: ServiceState = { tasks: 1, unhealthy: [1] };
  it.each<{ what: string; state: ServiceState; sameReason: number }>([
    { what: 'all time out', state: { unhealthy: [1, 2, 3, 4] }, sameReason: 1 },
    {
      what: 'one is refused',
      state: { unhealthy: [1, 2, 3, 4], target: { 4: { reason: 'Target.FailedHealthChecks' } } },
      sameReason: 0,
    },
    { what: 'there is only one', state: one, sameReason: 0 },
    {
      what: 'the one before it timed out, too',
      state: { ...one, events: [anUnhealthyEvent('task-0', 'Request timed out', minutesAgo(9))] },
      sameReason: 1,
    },
    {
      what: 'the one before it timed out long ago',
      state: { ...one, events: [anUnhealthyEvent('task-0', 'Request timed out', minutesAgo(10))] },
      sameReason: 0,
    },
    {
      what: 'the service cannot be read',
      state: { unhealthy: [1, 2], tasks: 2, missing: { ecs: 'throttled' } },
      sameReason: 1,
    },
  ])('tells with $sameReason whether the reasons are the same when $what', ({ state, sameReason }) => {
    expect(found('all-targets-unhealthy', state)).toMatchObject([{ numbers: { sameReason } }]);
  });
});
