import { isChangeOf } from '#shared/adapters/cloudtrail/changes.ts';
import type { Observation } from '#shared/domain/model/observation.ts';
import { itemsOf } from '#shared/domain/model/part.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import type { Call, JsonObject } from './calls.ts';

/** How much of what was left out: `{ 'calls recorded by CloudTrail': 3 }`. */
export type LeftOut = Readonly<Record<string, number>>;

export interface Own {
  readonly calls: readonly Call[];
  readonly leftOut: LeftOut;
}

/** A list that an API answers for the whole account. */
interface AccountList {
  readonly operation: string;
  readonly member: string;
  readonly what: string;
  readonly idOf: (entry: JsonObject) => string;
  readonly isOwn: (entry: JsonObject) => boolean;
}

/** The calls without what they tell of other services of the account: a case is handed on to others. */
export const withoutOthers = (calls: readonly Call[], policy: ServicePolicy, { alarms }: Observation): Own => {
  const lists = accountLists(policy, new Set(itemsOf(alarms).map(({ name }) => name)));
  const others = lists.flatMap((list) =>
    calls.flatMap((call) =>
      entriesOf(call, list)
        .filter((entry) => !list.isOwn(entry))
        .map(idWith(list)),
    ),
  );
  return { calls: calls.map((call) => lists.reduce(onlyOwn, call)), leftOut: countsOf(others) };
};

/** Of the alarms, what the observation took for its own; of the changes it cannot tell which they came from. */
const accountLists = (policy: ServicePolicy, alarms: ReadonlySet<string>): readonly AccountList[] => [
  {
    operation: 'LookupEvents',
    member: 'Events',
    what: 'calls recorded by CloudTrail',
    idOf: ({ EventId, CloudTrailEvent }) => String(EventId ?? CloudTrailEvent),
    isOwn: ({ EventTime, ...event }) => isChangeOf(policy, { ...event, EventTime: new Date(String(EventTime)) }),
  },
  ...['MetricAlarms', 'CompositeAlarms'].map((member) => ({
    operation: 'DescribeAlarms',
    member,
    what: 'alarms',
    idOf: ({ AlarmName }: JsonObject) => String(AlarmName),
    isOwn: ({ AlarmName }: JsonObject) => alarms.has(String(AlarmName)),
  })),
];

const entriesOf = ({ operation, result }: Call, list: AccountList): readonly JsonObject[] => {
  const entries = operation === list.operation && 'output' in result ? result.output[list.member] : undefined;
  return Array.isArray(entries) ? entries : [];
};

const onlyOwn = (call: Call, list: AccountList): Call => {
  const entries = entriesOf(call, list);
  if (entries.length === 0 || 'error' in call.result) return call;
  return { ...call, result: { output: { ...call.result.output, [list.member]: entries.filter(list.isOwn) } } };
};

const idWith =
  ({ what, idOf }: AccountList) =>
  (entry: JsonObject) => ({ what, id: idOf(entry) });

/** What several calls answered counts once. */
const countsOf = (others: readonly { readonly what: string; readonly id: string }[]): LeftOut =>
  Object.fromEntries(
    [...Map.groupBy(others, ({ what }) => what)].map(([what, same]) => [what, new Set(same.map(({ id }) => id)).size]),
  );
