// Unit layer: findings that somebody wants the service to be as it is.
import type { EcsService } from '#shared/domain/model/observation.ts';
import { found, isFound } from './found.ts';

describe('service-inactive', () => {
  it.each(['DRAINING', 'INACTIVE'] as const)('names a service that is %s', (status) => {
    expect(found('service-inactive', { ecs: { status } })).toMatchObject([
      { strength: 'hard', message: `the service is ${status}` },
    ]);
  });

  it('is not found for an active service, or one that cannot be read', () => {
    expect(isFound('service-inactive')).toBe(false);
    expect(isFound('service-inactive', { missing: { ecs: 'throttled' } })).toBe(false);
  });
});

describe('no-tasks-desired', () => {
  it.each<{ desired: number; scheduling: EcsService['scheduling']; expected: boolean }>([
    { desired: 0, scheduling: 'REPLICA', expected: true },
    { desired: 1, scheduling: 'REPLICA', expected: false },
    { desired: 0, scheduling: 'DAEMON', expected: false },
  ])('is found for $desired desired tasks of a service that schedules as $scheduling: $expected', (row) => {
    const { desired, scheduling, expected } = row;
    expect(isFound('no-tasks-desired', { desired, tasks: 0, ecs: { scheduling } })).toBe(expected);
  });

  it('is hard evidence', () => {
    expect(found('no-tasks-desired', { desired: 0, tasks: 0 })).toMatchObject([
      { strength: 'hard', message: 'the desired count is zero' },
    ]);
  });

  it('is not found while the service cannot be read', () => {
    expect(isFound('no-tasks-desired', { missing: { ecs: 'throttled' } })).toBe(false);
  });
});
