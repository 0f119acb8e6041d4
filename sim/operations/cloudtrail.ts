import type {
  Event,
  LookupAttribute,
  LookupEventsCommandInput,
  LookupEventsCommandOutput,
} from '@aws-sdk/client-cloudtrail';
import {
  type Answered,
  AwsError,
  type Caller,
  OPERATOR,
  type Operation,
  type Operations,
} from '#local-aws/operation.ts';
import { pageOf, pageSize } from '#local-aws/pagination.ts';
import { recordCall } from '../world/changes.ts';
import type { CallResult, RecordedCall } from '../world/recorded-call.ts';
import type { WorldState } from '../world/state.ts';

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html */
const EVENTS_PER_PAGE = 50;
const EVENT_SOURCE = 'ecs.amazonaws.com';

/** AWS CloudTrail over the calls to ECS that were recorded. */
export const cloudtrailOperations = (world: WorldState) => ({
  LookupEvents: (input: LookupEventsCommandInput): Answered<LookupEventsCommandOutput> => {
    const now = world.clock.now();
    const [from, to] = [input.StartTime?.getTime() ?? 0, input.EndTime?.getTime() ?? now];
    if (from > to) throw new AwsError('InvalidTimeRangeException', 'The start time is after the end time.');
    const fits = matcherOf(input.LookupAttributes ?? []);
    const events = world.calls
      .filter(({ at, visibleAt }) => visibleAt <= now && at >= from && at <= to)
      .map((call) => toEvent(world, call))
      .filter(fits)
      .reverse();
    const { page, nextToken } = pageOf(events, {
      nextToken: input.NextToken,
      size: pageSize(input.MaxResults, EVENTS_PER_PAGE),
    });
    return { Events: page, ...(nextToken !== undefined && { NextToken: nextToken }) };
  },
});

/** The operations of ECS, with each call that changes something put on record, whether it is refused or not. */
export const recorded = (world: WorldState, operations: Operations[string]): Operations[string] =>
  Object.fromEntries(
    Object.entries(operations).map(([operation, run]) => [
      operation,
      isReading(operation) ? run : recordedOperation(world, operation, run),
    ]),
  );

const isReading = (operation: string): boolean => /^(Describe|List|Get)/.test(operation);

const recordedOperation =
  (world: WorldState, operation: string, run: Operation): Operation =>
  async (input: never, { role }: Caller) => {
    const record = (result: CallResult): void => recordCall(world, { role, operation, input, result });
    try {
      const output = await run(input, { role });
      record({ kind: 'done', output });
      return output;
    } catch (error) {
      if (error instanceof AwsError) record({ kind: 'refused', name: error.name, message: error.message });
      throw error;
    }
  };

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
      throw new AwsError(
        'InvalidLookupAttributesException',
        `The local world cannot look events up by ${AttributeKey}.`,
      );
  }
};

const toEvent = (world: WorldState, call: RecordedCall): Event => ({
  EventId: call.id,
  EventName: call.operation,
  ReadOnly: 'false',
  EventTime: new Date(call.at),
  EventSource: EVENT_SOURCE,
  Username: sessionOf(world, call.role),
  Resources: [],
  CloudTrailEvent: JSON.stringify(toRecord(world, call)),
});

/** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html */
const toRecord = (world: WorldState, { id, at, role, operation, input, result }: RecordedCall) => ({
  eventVersion: '1.11',
  userIdentity: toIdentity(world, role),
  eventTime: new Date(at).toISOString(),
  eventSource: EVENT_SOURCE,
  eventName: operation,
  awsRegion: world.region,
  ...(result.kind === 'refused' && { errorCode: result.name, errorMessage: result.message }),
  requestParameters: input,
  responseElements: result.kind === 'done' ? result.output : null,
  eventID: id,
  readOnly: false,
  eventType: 'AwsApiCall',
  managementEvent: true,
  recipientAccountId: world.account,
  eventCategory: 'Management',
});

/** Everybody comes with a role that was assumed. */
const toIdentity = (world: WorldState, role: string) => ({
  type: 'AssumedRole',
  arn: `arn:aws:sts::${world.account}:assumed-role/${role}/${sessionOf(world, role)}`,
  accountId: world.account,
  sessionContext: {
    sessionIssuer: {
      type: 'Role',
      arn: `arn:aws:iam::${world.account}:role/${role}`,
      accountId: world.account,
      userName: role,
    },
  },
});

/** Lambda names the session like the function, whose role has the region at its end; the operator is a person. */
const sessionOf = ({ region }: WorldState, role: string): string =>
  role === OPERATOR.role ? 'alice' : role.replace(new RegExp(`-${region}$`), '');
