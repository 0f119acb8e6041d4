import { isChangeOf } from '#shared/adapters/cloudtrail/changes.ts';
import type { Observation } from '#shared/domain/model/observation.ts';
import { itemsOf } from '#shared/domain/model/part.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import type { Call, JsonObject } from './calls.ts';

/** Counts removed entries by kind: `{ 'calls recorded by CloudTrail': 3 }`. */
export type LeftOut = Readonly<Record<string, number>>;

export interface OwnCalls {
  readonly calls: readonly Call[];
  readonly leftOut: LeftOut;
}

/** The names of the service's alarms and the ARNs of its target groups. */
interface Own {
  readonly alarms: ReadonlySet<string>;
  readonly groups: readonly string[];
}

/** A list in an API's answer that covers the whole account, or what several services share. */
interface AccountList {
  readonly operation: string;
  readonly member: string;
  readonly kind: string;
  readonly idOf: (entry: JsonObject) => string;
  readonly isOwn: (entry: JsonObject) => boolean;
}

/** Removes the entries about other services from account-wide lists, because a case is shared with other people. */
export const removeOtherServices = (
  calls: readonly Call[],
  policy: ServicePolicy,
  { alarms, targetGroups }: Observation,
): OwnCalls => {
  const own = {
    alarms: new Set(itemsOf(alarms).map(({ name }) => name)),
    groups: itemsOf(targetGroups).map(({ arn }) => arn),
  };
  const lists = accountLists(policy, own);
  const removed = lists.flatMap((list) => calls.flatMap((call) => othersIn(call, list)));
  return { calls: calls.map((call) => lists.reduce(keepOwn, call)), leftOut: countDistinct(removed) };
};

/** Alarms are the service's own if the observation has them. Changes carry no reference to their event, so the rule is applied again. */
const accountLists = (policy: ServicePolicy, { alarms, groups }: Own): readonly AccountList[] => [
  {
    operation: 'LookupEvents',
    member: 'Events',
    kind: 'calls recorded by CloudTrail',
    idOf: ({ EventId, CloudTrailEvent }) => String(EventId ?? CloudTrailEvent),
    isOwn: ({ EventTime, ...event }) => isChangeOf(policy, { ...event, EventTime: new Date(String(EventTime)) }),
  },
  ...['MetricAlarms', 'CompositeAlarms'].map((member) => ({
    operation: 'DescribeAlarms',
    member,
    kind: 'alarms',
    idOf: ({ AlarmName }: JsonObject) => String(AlarmName),
    isOwn: ({ AlarmName }: JsonObject) => alarms.has(String(AlarmName)),
  })),
  {
    operation: 'DescribeRules',
    member: 'Rules',
    kind: 'listener rules',
    idOf: ({ RuleArn }) => String(RuleArn),
    isOwn: ({ Actions }) => groups.some((arn) => JSON.stringify(Actions ?? []).includes(`"${arn}"`)),
  },
];

const entriesIn = ({ operation, result }: Call, list: AccountList): readonly JsonObject[] => {
  const entries = operation === list.operation && 'output' in result ? result.output[list.member] : undefined;
  return Array.isArray(entries) ? entries : [];
};

const othersIn = (call: Call, list: AccountList): readonly Removed[] =>
  entriesIn(call, list)
    .filter((entry) => !list.isOwn(entry))
    .map((entry) => ({ kind: list.kind, id: list.idOf(entry) }));

const keepOwn = (call: Call, list: AccountList): Call => {
  const entries = entriesIn(call, list);
  if (entries.length === 0 || 'error' in call.result) return call;
  return { ...call, result: { output: { ...call.result.output, [list.member]: entries.filter(list.isOwn) } } };
};

interface Removed {
  readonly kind: string;
  readonly id: string;
}

/** Counts an entry once if several answers contain it. */
const countDistinct = (removed: readonly Removed[]): LeftOut =>
  Object.fromEntries(
    [...Map.groupBy(removed, ({ kind }) => kind)].map(([kind, same]) => [kind, new Set(same.map(({ id }) => id)).size]),
  );
