// Unit layer: what the scaling reader makes of scaling activities, in AWS's own words.
import type { DescribeScalingActivitiesCommandInput, ScalingActivity } from '@aws-sdk/client-application-auto-scaling';
import type { Operation } from '#local-aws/operation.ts';
import { scalingReader } from '#shared/adapters/application-auto-scaling/scaling-limits.ts';
import { valueIn } from '#shared/domain/model/part.ts';
import { MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { clock, NOW, only, recordedClient, refusing, unchecked } from '../recorded-client.ts';

type Input = DescribeScalingActivitiesCommandInput;

const registry = aPolicy();
const RESOURCE = 'service/ml-platform/mlflow-registry';

const anActivity = (given: Partial<ScalingActivity> = {}): ScalingActivity => ({
  ActivityId: '1',
  ServiceNamespace: 'ecs',
  ResourceId: RESOURCE,
  ScalableDimension: 'ecs:service:DesiredCount',
  Description: 'Setting desired count to 7.',
  Cause: 'monitor alarm cpu-high in state ALARM triggered policy cpu-60',
  StartTime: new Date(NOW - MINUTE),
  StatusCode: 'Successful',
  ...given,
});

const readerOver = (DescribeScalingActivities: Operation, check?: typeof unchecked) => {
  const recorded = recordedClient('application-autoscaling', { DescribeScalingActivities }, check);
  return {
    reader: scalingReader(recorded.client, clock),
    inputs: () => recorded.inputsOf<Input>('DescribeScalingActivities'),
  };
};

const readWith = async (activities: readonly ScalingActivity[], check?: typeof unchecked) =>
  only(await readerOver(() => ({ ScalingActivities: [...activities] }), check).reader.activities([registry]));

it.each<{ field: string; given: object }>([
  { field: 'cause', given: { Cause: ['triggered policy'] } },
  { field: 'description', given: { Description: 5 } },
])('activities with a $field that is no text are missing as invalid', async ({ given }) => {
  expect(await readWith([anActivity(given)], unchecked)).toMatchObject({ state: 'missing', reason: 'invalid' });
});

const SCHEDULED = { Cause: 'scheduled action name stop-at-night was triggered' };
const LIMITS_SET = { ...SCHEDULED, Description: 'Setting min capacity to 0 and max capacity to 0' };

it('an activity is read with its count, its origin and its text', async () => {
  expect(await readWith([anActivity()])).toEqual({
    state: 'observed',
    at: NOW,
    value: [
      {
        at: NOW - MINUTE,
        to: 7,
        by: 'policy',
        text: 'Setting desired count to 7. monitor alarm cpu-high in state ALARM triggered policy cpu-60',
      },
    ],
  });
});

it.each<Partial<ScalingActivity> & { by: string; to?: number }>([
  { ...SCHEDULED, by: 'schedule', to: 7 },
  { ...LIMITS_SET, by: 'schedule' },
  { Cause: 'minimum capacity was set to 7', by: 'operator', to: 7 },
  { Cause: 'maximum capacity was set to 7', by: 'operator', to: 7 },
  { Cause: 'predictive scaling policy forecast set it', by: 'policy', to: 7 },
  { Cause: undefined, by: 'unknown', to: 7 },
  { Cause: 'a cause of the future', by: 'unknown', to: 7 },
  { Description: undefined, by: 'policy' },
  { Description: 'Setting desired count to many.', by: 'policy' },
])('the cause "$Cause" of "$Description" is by $by and sets the count to $to', async ({ by, to, ...given }) => {
  const [activity] = valueIn(await readWith([anActivity(given)], unchecked)) ?? [];
  expect({ by: activity?.by, to: activity?.to }).toEqual({ by, to });
});

it.each([
  { seconds: -1, by: 'operator' },
  { seconds: 0, by: 'schedule' },
  { seconds: 119, by: 'schedule' },
  { seconds: 120, by: 'schedule' },
  { seconds: 121, by: 'operator' },
])('a count that follows new limits of a schedule by $seconds s is by $by', async ({ seconds, by }) => {
  const limits = anActivity({ ...LIMITS_SET, StartTime: new Date(NOW - 10 * MINUTE) });
  const StartTime = new Date(NOW - 10 * MINUTE + seconds * SECOND);
  const count = anActivity({
    Cause: 'maximum capacity was set to 0',
    Description: 'Setting desired count to 0.',
    StartTime,
  });
  const activities = valueIn(await readWith([count, limits])) ?? [];
  expect(activities.find(({ to }) => to === 0)?.by).toBe(by);
});

it('activities are listed newest first, whatever order AWS has', async () => {
  const times = [2, 1, 3].map((minutes) => NOW - minutes * MINUTE);
  const part = await readWith(times.map((time) => anActivity({ StartTime: new Date(time) })));
  expect(valueIn(part)?.map(({ at }) => at)).toEqual([1, 2, 3].map((minutes) => NOW - minutes * MINUTE));
});

it.each([
  { StatusCode: 'Pending', read: 1 },
  { StatusCode: 'InProgress', read: 1 },
  { StatusCode: 'Successful', read: 1 },
  { StatusCode: 'Overridden', read: 0 },
  { StatusCode: 'Unfulfilled', read: 0 },
  { StatusCode: 'Failed', read: 0 },
] as const)('an activity in the state $StatusCode counts $read times', async ({ StatusCode, read }) => {
  expect(valueIn(await readWith([anActivity({ StatusCode })]))).toHaveLength(read);
});

it('an activity without a time makes the part invalid', async () => {
  expect(await readWith([anActivity({ StartTime: undefined })], unchecked)).toMatchObject({ reason: 'invalid' });
});

it('each service takes one call, and a refused call makes only its own part missing', async () => {
  const gateway = aPolicy({ name: 'gateway', service: 'gateway' });
  const { reader, inputs } = readerOver((input: Input, caller) =>
    input.ResourceId === RESOURCE ? refusing('AccessDeniedException')(input as never, caller) : {},
  );
  const parts = await reader.activities([registry, gateway]);
  expect(parts.get('registry')).toMatchObject({ state: 'missing', reason: 'access-denied' });
  expect(parts.get('gateway')).toMatchObject({ state: 'observed', value: [] });
  expect(inputs()).toEqual(
    [RESOURCE, 'service/ml-platform/gateway'].map((ResourceId) => ({
      ServiceNamespace: 'ecs',
      ScalableDimension: 'ecs:service:DesiredCount',
      ResourceId,
      MaxResults: 50,
    })),
  );
});
