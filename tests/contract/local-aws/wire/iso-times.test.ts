// Contract: recorded answers with the types of the SDK's schemas.
import { reviveTimes } from '#local-aws/wire/iso-times.ts';

const AT = new Date('2026-11-23T10:00:00.250Z');

it.each([
  { format: 'ISO strings', recorded: '2026-11-23T10:00:00.250Z' },
  { format: 'epoch seconds', recorded: AT.getTime() / 1_000 },
])('the times of a recorded answer become Dates at any depth from $format', ({ recorded }) => {
  const answer = { services: [{ createdAt: recorded, events: [{ createdAt: recorded, message: '2026' }] }] };
  const revived = { services: [{ createdAt: AT, events: [{ createdAt: AT, message: '2026' }] }] };
  expect(reviveTimes('ecs', 'DescribeServices', answer)).toEqual(revived);
  expect(reviveTimes('cloudwatch', 'GetMetricData', { MetricDataResults: [{ Timestamps: [recorded] }] })).toEqual({
    MetricDataResults: [{ Timestamps: [AT] }],
  });
});

it('a recorded answer loses what is null, and its numbers that JSON cannot hold are read', () => {
  const answer = { tasks: [null, { taskArn: 'a', stoppedReason: null, containers: [{ exitCode: 'NaN' }] }] };
  expect(reviveTimes('ecs', 'DescribeTasks', answer)).toEqual({
    tasks: [{ taskArn: 'a', containers: [{ exitCode: Number.NaN }] }],
  });
});

it.each([
  {
    kind: 'an invalid time and an unknown member',
    operation: 'DescribeServices',
    answer: { services: [{ createdAt: 'yesterday', colour: 'blue' }] },
  },
  { kind: 'an unknown operation', operation: 'DescribeNothing', answer: { createdAt: '2026-11-23' } },
  { kind: 'an unknown service', service: 'rds', operation: 'DescribeDBInstances', answer: { createdAt: '2026-11-23' } },
])('a recorded answer of $kind stays unchanged', ({ service = 'ecs', operation, answer }) => {
  expect(reviveTimes(service, operation, answer)).toEqual(answer);
});
