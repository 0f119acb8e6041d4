import type { Refusal } from '#local-aws/iam/permissions.ts';
import type { FunctionCounters } from '#local-aws/lambda/invoker.ts';
import type { QueueDepth } from '#local-aws/sqs/queues.ts';
import type { Execution } from '#local-aws/step-functions/executions.ts';
import type { Incident } from '#shared/domain/model/incident.ts';
import type { Witness } from '#sim/scenario/invariants.ts';
import type { Mutation, MutationContext } from '#sim/scenario/local-world.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { NOW } from '#tests/builders/constants.ts';

/** What an onlooker may have seen; whatever is not said is as it should be. */
export interface Seen {
  readonly mutations?: readonly Mutation[];
  readonly incidents?: readonly Incident[];
  readonly executions?: readonly Pick<Execution, 'name' | 'status'>[];
  readonly published?: number;
  readonly counters?: Readonly<Record<string, Partial<FunctionCounters>>>;
  readonly queueDepths?: Readonly<Record<string, Partial<QueueDepth>>>;
  readonly refusals?: readonly Refusal[];
  readonly desiredCount?: number;
  readonly protectedUntil?: number;
}

/** A service of four tasks and what was seen of it; made of no more of the world than the invariants look at. */
export const aWitness = (seen: Seen = {}): Witness => {
  const { incidents = [], desiredCount = 4, protectedUntil } = seen;
  const incident = incidents.at(-1);
  const local = {
    mutations: seen.mutations ?? [],
    world: {
      clock: { now: () => NOW },
      services: new Map([['mlflow-registry', { desiredCount }]]),
      tasks: new Map([['task-1', protectedUntil === undefined ? {} : { protectedUntil }]]),
    },
    platform: {
      executions: () => seen.executions ?? incidents.map(({ id }) => ({ name: id, status: 'SUCCEEDED' })),
      published: () => Array.from({ length: seen.published ?? 0 }),
      counters: () => seen.counters ?? { 'medic-assess': { errors: 0 } },
      queueDepths: () =>
        seen.queueDepths ?? { 'medic-checks': { visible: 9 }, 'medic-checks-failures': { visible: 0 } },
      refusals: () => seen.refusals ?? [],
    },
  };
  const medic = { record: () => ({ report: undefined, incident, journal: [] }), incidents: () => incidents };
  return { local, medic, policy: aPolicy(), wantedCount: 4 } as unknown as Witness;
};

type GivenMutation = Partial<Omit<Mutation, 'before'>> & { readonly before?: Partial<MutationContext> };

/** The step back to four wanted tasks, with all four good ones serving, unless said otherwise. */
export const aMutation = ({ before, ...given }: GivenMutation = {}): Mutation => ({
  at: NOW,
  role: 'stop-task',
  operation: 'UpdateService',
  input: { desiredCount: 4 },
  ...given,
  before: { desiredCount: 5, serving: 4, isDatabaseUp: true, isIncidentOpen: true, ...before },
});
