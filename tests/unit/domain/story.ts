import { decide } from '#shared/domain/decide.ts';
import { handOver, newIncident, reserveStep, resolve } from '#shared/domain/incident/transitions.ts';
import type { Decision } from '#shared/domain/model/decision.ts';
import type { HealthReport } from '#shared/domain/model/health-report.ts';
import type { Attempt, Incident, OpenIncident, PastAction, StepOutcome } from '#shared/domain/model/incident.ts';
import type { Observation } from '#shared/domain/model/observation.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import { type Instant, SECOND } from '#shared/domain/model/time.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { NOW } from '#tests/builders/constants.ts';
import { service } from '#tests/builders/given.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';

/** The state of the service at one check. */
export type Scene = Omit<ServiceState, 'parts'> & {
  /** Parts as they are, such as missing ones. */
  readonly parts?: (at: Instant) => Partial<Observation>;
};

export const observationOf = ({ parts, ...state }: Scene, at: Instant): Observation =>
  service({ ...state, ...(parts && { parts: parts(at) }) }, at);

interface Look {
  readonly afterSeconds?: number;
  /** What becomes of the step, if one is taken. */
  readonly outcome?: 'done' | 'begun' | 'refused' | 'failed';
}

export interface Beginning {
  readonly policy?: Partial<ServicePolicy>;
  readonly pastActions?: readonly PastAction[];
}

/** Looks at one service again and again, carrying out and remembering what is decided; each look answers in a few words. */
export const aStory = ({ policy: different = {}, pastActions = [] }: Beginning = {}) => {
  const policy = aPolicy(different);
  let incident: Incident | undefined;
  let previous: readonly HealthReport[] = [];
  let now = NOW;

  const takeDown = (
    decision: Decision,
    assessed: OpenIncident | undefined,
    opened: () => OpenIncident,
    outcome: StepOutcome,
  ) => {
    switch (decision.kind) {
      case 'act': {
        const reserved = reserveStep(assessed ?? opened(), { plan: decision.plan, digest: '', epoch: 1, now });
        return { ...reserved, attempts: withOutcome(reserved.attempts, outcome) };
      }
      case 'resolved':
        return resolve(assessed ?? opened(), now);
      case 'escalate':
        return handOver(assessed ?? opened(), { reason: decision.reason });
      default:
        return assessed ?? incident;
    }
  };

  return {
    look: (scene: Scene = {}, { afterSeconds = 5, outcome = 'done' }: Look = {}): string => {
      now += afterSeconds * SECOND;
      const observation = { ...observationOf(scene, now), previous };
      const assessment = decide({ observation, history: { incident, pastActions }, policy, now });
      previous = [assessment.report, ...previous].slice(0, 3);
      const opened = () => newIncident({ assessment, trigger: { kind: 'scheduled' }, now });
      incident = takeDown(assessment.decision, assessment.incident, opened, outcomeOf(outcome, now));
      return inShort(assessment.decision);
    },
    approve: (plan: string) => {
      if (incident) incident = { ...incident, approvedPlan: plan };
    },
    open: () => {
      incident = newIncident({
        assessment: {
          ...decide({ observation: observationOf({}, now), history: { incident, pastActions }, policy, now }),
        },
        trigger: { kind: 'scheduled' },
        now,
      });
    },
    incident: () => incident,
    report: () => previous[0],
    now: () => now,
  };
};

export const inShort = (decision: Decision): string => {
  if (decision.kind === 'act')
    return `act: ${decision.plan.action} ${decision.plan.step} ${decision.plan.target.split('/').at(-1)}`;
  return `${decision.kind}: ${decision.reason}`;
};

const outcomeOf = (kind: NonNullable<Look['outcome']>, at: Instant): StepOutcome => {
  switch (kind) {
    case 'refused':
      return { kind, at, reason: 'facts-changed' };
    case 'failed':
      return { kind, at, error: 'ThrottlingException' };
    default:
      return { kind, at };
  }
};

const withOutcome = (attempts: readonly Attempt[], outcome: StepOutcome): readonly Attempt[] =>
  attempts.map((attempt, index) => {
    const [last] = attempt.steps.slice(-1);
    if (index < attempts.length - 1 || last === undefined) return attempt;
    return { ...attempt, steps: [...attempt.steps.slice(0, -1), { ...last, outcome }] };
  });
