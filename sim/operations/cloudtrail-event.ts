import type { Event } from '@aws-sdk/client-cloudtrail';
import { OPERATOR } from '#local-aws/operation.ts';
import type { RecordedCall } from '../world/recorded-call.ts';
import type { WorldState } from '../world/state.ts';

const EVENT_SOURCE = 'ecs.amazonaws.com';

/** The recorded call in the format of LookupEvents. */
export const toCloudTrailEvent = (world: WorldState, call: RecordedCall): Event => ({
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

/** Every caller has an assumed role. */
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

/** Lambda names the session after the function; the role's name is the function's with the region added. An operator is a person. */
const sessionOf = ({ region }: WorldState, role: string): string =>
  role === OPERATOR.role ? 'alice' : role.replace(new RegExp(`-${region}$`), '');
