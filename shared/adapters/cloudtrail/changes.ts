import { type CloudTrailClient, type Event, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import type { Change } from '#shared/domain/model/operational-context.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import { type Instant, MINUTE } from '#shared/domain/model/time.ts';
import type { ChangeReader } from '#shared/ports/observing.ts';
import type { Clock } from '#shared/ports/system.ts';
import { cachedPart } from '../transport/answer-cache.ts';
import { convert, partOf } from '../transport/failures.ts';
import { collectPages } from '../transport/pages.ts';
import { CHANGE_OPERATIONS, changeIn, isChangeTo, type ServiceChange } from './service-change.ts';

type Trail = Pick<CloudTrailClient, 'send'>;

/**
 * CloudTrail delivers an event some five minutes after the call. An older change does not explain the present state.
 */
const WINDOW_MS = 15 * MINUTE;
/**
 * An account has two lookups a second:
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
 */
const CACHED_MS = MINUTE;
const PAGES = 3;
const EVENTS_PER_PAGE = 50;

/** Makes the same lookups for all services, so one cached answer serves them all. */
export const changeReader = (client: Trail, clock: Clock): ChangeReader => {
  const readAll = cachedPart(CACHED_MS, (now) => partOf(now, () => readChanges(client, now)));
  return {
    recent: async (policies) => {
      const all = await readAll(clock.now());
      return new Map(policies.map((policy) => [policy.name, convert(all, changesTo(policy))]));
    },
  };
};

/** True when the event describes a change to this service. */
export const isChangeOf = (policy: ServicePolicy, event: Event): boolean => {
  const change = changeIn(event);
  return change !== undefined && isChangeTo(policy)(change);
};

const changesTo =
  (policy: ServicePolicy) =>
  (changes: readonly ServiceChange[]): readonly Change[] =>
    changes.filter(isChangeTo(policy)).map(({ change }) => change);

/** Reads newest first, one lookup after the other to stay within two calls a second. */
const readChanges = async (client: Trail, now: Instant): Promise<readonly ServiceChange[]> => {
  const events = new Map<string, Event>();
  for (const operation of CHANGE_OPERATIONS)
    for (const event of await lookUp(client, operation, now))
      events.set(event.EventId ?? event.CloudTrailEvent ?? '', event);
  return [...events.values()]
    .flatMap((event) => changeIn(event) ?? [])
    .filter(({ change }) => change.at >= now - WINDOW_MS && change.at <= now)
    .sort((one, other) => other.change.at - one.change.at);
};

const lookUp = (client: Trail, operation: string, now: Instant): Promise<readonly Event[]> => {
  const ask = (NextToken: string | undefined) =>
    client.send(
      new LookupEventsCommand({
        LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: operation }],
        StartTime: new Date(now - WINDOW_MS),
        EndTime: new Date(now),
        MaxResults: EVENTS_PER_PAGE,
        NextToken,
      }),
    );
  return collectPages(ask, ({ Events }) => Events, PAGES);
};
