import { createVirtualClock } from '#local-aws/clock/virtual-clock.ts';
import type { Refusal } from '#local-aws/iam/permissions.ts';
import type { FunctionCounters } from '#local-aws/lambda/counters.ts';
import type { QueueDepth } from '#local-aws/sqs/queue.ts';
import type { Execution } from '#local-aws/step-functions/executions.ts';
import type { Incident } from '#shared/domain/model/incident.ts';
import type { Mutation, MutationContext } from '#sim/scenario/mutations.ts';
import type { Scenario } from '#sim/scenario/scenario.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { NOW } from '#tests/builders/constants.ts';

export interface ScenarioState {
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

/** A service of four tasks without any violation, with only the parts of a scenario that the invariants read. */
export const aScenario = (state: ScenarioState = {}) => {
  const { incidents = [], desiredCount = 4, protectedUntil = 0 } = state;
  const clock = createVirtualClock(NOW);
  const local = {
    mutations: state.mutations ?? [],
    world: {
      clock,
      service: () => ({ desiredCount, configuredCount: 4 }),
      tasks: new Map([['task-1', { protectedUntil }]]),
    },
    platform: {
      executions: () => state.executions ?? incidents.map(({ id }) => ({ name: id, status: 'SUCCEEDED' })),
      published: () => Array.from({ length: state.published ?? 0 }),
      counters: () => state.counters ?? { 'medic-assess': { errors: 0 } },
      queueDepths: () => ({
        'medic-checks': { visible: 9 },
        'medic-checks-failures': { visible: 0 },
        ...state.queueDepths,
      }),
      refusals: () => state.refusals ?? [],
    },
  };
  const medic = { record: () => ({ incident: incidents.at(-1) }), incidents: () => incidents };
  return { clock, local, medic, policy: aPolicy() } as unknown as Scenario<typeof clock>;
};

type GivenMutation = Partial<Omit<Mutation, 'before'>> & { readonly before?: Partial<MutationContext> };

/** The last step of a replacement: the desired count goes back to four while four tasks serve. */
export const aMutation = ({ before, ...given }: GivenMutation = {}): Mutation => ({
  at: NOW,
  role: 'stop-task',
  operation: 'UpdateService',
  input: { desiredCount: 4 },
  ...given,
  before: { desiredCount: 5, serving: 4, isDatabaseUp: true, isIncidentOpen: true, ...before },
});
