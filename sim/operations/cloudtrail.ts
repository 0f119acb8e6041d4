import type { Event, LookupAttribute } from '@aws-sdk/client-cloudtrail';
import { AwsError, type Handlers } from '#local-aws/operation.ts';
import { pageOf, pageSize } from '#local-aws/pagination.ts';
import type { WorldState } from '../world/state.ts';
import { toCloudTrailEvent } from './cloudtrail-event.ts';

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html */
const EVENTS_PER_PAGE = 50;

/** CloudTrail for the recorded calls to ECS, newest first. */
export const cloudtrailOperations = (world: WorldState) =>
  ({
    LookupEvents: (input) => {
      const now = world.clock.now();
      const [from, to] = [input.StartTime?.getTime() ?? 0, input.EndTime?.getTime() ?? now];
      if (from > to) throw new AwsError('InvalidTimeRangeException', 'The start time is after the end time.');
      const isSelected = matcherOf(input.LookupAttributes ?? []);
      const events = world.calls
        .filter(({ at, visibleAt }) => visibleAt <= now && at >= from && at <= to)
        .map((call) => toCloudTrailEvent(world, call))
        .filter(isSelected)
        .reverse();
      const { page, nextToken } = pageOf(events, {
        nextToken: input.NextToken,
        size: pageSize(input.MaxResults, EVENTS_PER_PAGE),
      });
      return { Events: page, ...(nextToken !== undefined && { NextToken: nextToken }) };
    },
  }) satisfies Partial<Handlers<typeof import('@aws-sdk/client-cloudtrail')>>;

const matcherOf = (attributes: readonly LookupAttribute[]): ((event: Event) => boolean) => {
  const [attribute, ...others] = attributes;
  if (others.length > 0) throw new AwsError('InvalidLookupAttributesException', 'Only one attribute can be looked up.');
  if (attribute === undefined) return () => true;
  const { AttributeKey, AttributeValue } = attribute;
  switch (AttributeKey) {
    case 'EventId':
    case 'EventName':
    case 'EventSource':
    case 'ReadOnly':
    case 'Username':
      return (event) => event[AttributeKey] === AttributeValue;
    default:
      throw new AwsError('InvalidLookupAttributesException', `A lookup by ${AttributeKey} is not supported here.`);
  }
};
