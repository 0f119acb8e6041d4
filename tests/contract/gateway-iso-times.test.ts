// Contract: recorded answers come back as the SDK's own schemas type them.
import { reviveTimes } from '#local-aws/wire/iso-times.ts';

const AT = new Date('2026-11-23T10:00:00.250Z');

describe('a recorded answer', () => {
  it.each([
    { written: 'an ISO string', recorded: '2026-11-23T10:00:00.250Z' },
    { written: 'epoch seconds', recorded: AT.getTime() / 1_000 },
  ])('has its times as Dates again, however deep, when they were written as $written', ({ recorded }) => {
    const answer = { services: [{ createdAt: recorded, events: [{ createdAt: recorded, message: '2026' }] }] };
    const revived = { services: [{ createdAt: AT, events: [{ createdAt: AT, message: '2026' }] }] };
    expect(reviveTimes('ecs', 'DescribeServices', answer)).toEqual(revived);
    expect(reviveTimes('cloudwatch', 'GetMetricData', { MetricDataResults: [{ Timestamps: [recorded] }] })).toEqual({
      MetricDataResults: [{ Timestamps: [AT] }],
    });
  });

  it('keeps a time that cannot be read, and a member that AWS does not have', () => {
    const answer = { services: [{ createdAt: 'yesterday', colour: 'blue' }] };
    expect(reviveTimes('ecs', 'DescribeServices', answer)).toEqual(answer);
  });

  it.each([
    { service: 'rds', operation: 'DescribeDBInstances' },
    { service: 'ecs', operation: 'DescribeNothing' },
  ])('of $service $operation, for which there is no schema, stays as it is', ({ service, operation }) => {
    expect(reviveTimes(service, operation, { createdAt: '2026-11-23' })).toEqual({ createdAt: '2026-11-23' });
  });
});
