import { type CloudTrailClient, type Event, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { lastSegment } from '#shared/domain/model/arn.ts';
import type { Change } from '#shared/domain/model/operational-context.ts';
import { missing, type Part } from '#shared/domain/model/part.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import { RESOURCE_PREFIX } from '#shared/domain/model/resource-names.ts';
import { type Instant, MINUTE } from '#shared/domain/model/time.ts';
import type { ChangeReader } from '#shared/ports/observing.ts';
import type { Clock } from '#shared/ports/system.ts';
import { convert, partOf } from '../transport/failures.ts';
import { pagesOf } from '../transport/pages.ts';

type Trail = Pick<CloudTrailClient, 'send'>;

/** A change is told of some five minutes after it, and matters while it may explain what is seen now. */
const WINDOW = 15 * MINUTE;
/** CloudTrail is minutes late anyway, and an account has two calls a second: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html */
const KEPT = MINUTE;
const PAGES = 3;
const EVENTS_PER_PAGE = 50;

/**
 * What somebody does to a running service. Each is looked up by its name: all calls to ECS would be mostly reads, the
 * medic's own among them, and one lookup takes one attribute.
 */
const OPERATIONS = ['UpdateService', 'StopTask', 'StopServiceDeployment', 'DeleteService'] as const;

interface ServiceChange {
  readonly cluster: string;
  readonly service: string;
  readonly change: Change;
}

export const changeReader = (client: Trail, clock: Clock): ChangeReader => {
  let kept: Part<readonly ServiceChange[]> = missing('not-asked', 'nothing was read yet');
  const read = async (): Promise<Part<readonly ServiceChange[]>> => {
    const now = clock.now();
    if (kept.state !== 'observed' || now - kept.at >= KEPT) kept = await partOf(now, () => readChanges(client, now));
    return kept;
  };
  return {
    recent: async (policies) => {
      const all = await read();
      return new Map(policies.map((policy) => [policy.name, convert(all, changesOf(policy))]));
    },
  };
};

/** Whether an event tells that somebody changed this service. */
export const isChangeOf = (policy: ServicePolicy, event: Event): boolean => {
  const change = changeIn(event);
  return change !== undefined && isTo(policy)(change);
};

const changesOf =
  (policy: ServicePolicy) =>
  (changes: readonly ServiceChange[]): readonly Change[] =>
    changes.filter(isTo(policy)).map(({ change }) => change);

const isTo =
  (policy: ServicePolicy) =>
  ({ cluster, service }: ServiceChange): boolean =>
    cluster === policy.cluster && service === policy.service;

/** Newest first. One after the other, to stay within two calls a second. */
const readChanges = async (client: Trail, now: Instant): Promise<readonly ServiceChange[]> => {
  const events = new Map<string, Event>();
  for (const operation of OPERATIONS)
    for (const event of await lookUp(client, operation, now))
      events.set(event.EventId ?? event.CloudTrailEvent ?? '', event);
  return [...events.values()]
    .flatMap((event) => changeIn(event) ?? [])
    .filter(({ change }) => change.at >= now - WINDOW && change.at <= now)
    .sort((one, other) => other.change.at - one.change.at);
};

const lookUp = async (client: Trail, operation: string, now: Instant): Promise<readonly Event[]> => {
  const events: Event[] = [];
  const ask = (NextToken: string | undefined) =>
    client.send(
      new LookupEventsCommand({
        LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: operation }],
        StartTime: new Date(now - WINDOW),
        EndTime: new Date(now),
        MaxResults: EVENTS_PER_PAGE,
        NextToken,
      }),
    );
  for await (const { Events = [] } of pagesOf(ask, PAGES)) events.push(...Events);
  return events;
};

/**
 * As much of a record as is read here:
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
interface CallRecord {
  readonly eventSource: string;
  readonly eventName: string;
  readonly errorCode?: string;
  readonly userIdentity: UserIdentity;
  readonly requestParameters: {
    readonly cluster?: string;
    readonly service?: string;
    readonly serviceDeploymentArn?: string;
  };
  readonly responseElements: { readonly task?: { readonly group?: string; readonly clusterArn?: string } };
}

/** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html */
interface UserIdentity {
  readonly type?: string;
  readonly arn?: string;
  readonly principalId?: string;
  readonly invokedBy?: string;
  readonly sessionContext?: { readonly sessionIssuer?: { readonly arn?: string } };
}

/** Undefined for a call that is no change by somebody, and for a record that is not what CloudTrail writes. */
const changeIn = ({ CloudTrailEvent = '', EventTime, Username }: Event): ServiceChange | undefined => {
  try {
    const record: CallRecord = JSON.parse(CloudTrailEvent);
    const { eventName, userIdentity } = record;
    const target = targetOf(record);
    if (!EventTime || !target || !isMade(record) || isOfAws(userIdentity) || isOfMedic(userIdentity)) return undefined;
    const by = userIdentity.arn ?? userIdentity.principalId ?? Username ?? 'somebody unknown';
    return { ...target, change: { at: EventTime.getTime(), what: eventName, by } };
  } catch {
    return undefined;
  }
};

/** Other services have an UpdateService too; a refused call has an error code. */
const isMade = ({ eventSource, eventName, errorCode }: CallRecord): boolean =>
  eventSource === 'ecs.amazonaws.com' && errorCode === undefined && OPERATIONS.some((name) => name === eventName);

/**
 * AWS acting by itself: as itself, through a service-linked role, or to scale. CloudFormation and CodePipeline are
 * `invokedBy` as well, but do what somebody told them to.
 */
const isOfAws = ({ type, arn = '', invokedBy = '', sessionContext }: UserIdentity): boolean =>
  type === 'AWSService' ||
  invokedBy.endsWith('autoscaling.amazonaws.com') ||
  [arn, sessionContext?.sessionIssuer?.arn ?? ''].some((each) => /\/(aws-service-role\/|AWSServiceRoleFor)/.test(each));

const isOfMedic = ({ arn = '' }: UserIdentity): boolean => arn.includes(`:assumed-role/${RESOURCE_PREFIX}`);

/** Undefined for a task that belongs to no service. */
const targetOf = ({
  eventName,
  requestParameters,
  responseElements,
}: CallRecord): Pick<ServiceChange, 'cluster' | 'service'> | undefined => {
  const { cluster = 'default', service, serviceDeploymentArn } = requestParameters;
  if (eventName === 'StopTask') {
    const { group = '', clusterArn = cluster } = responseElements.task ?? {};
    const [, name] = /^service:(.+)$/.exec(group) ?? [];
    return name === undefined ? undefined : { cluster: lastSegment(clusterArn), service: name };
  }
  if (serviceDeploymentArn !== undefined) {
    const [, clusterName = '', name = ''] = serviceDeploymentArn.split('/');
    return { cluster: clusterName, service: name };
  }
  return service === undefined ? undefined : { cluster: lastSegment(cluster), service: lastSegment(service) };
};
