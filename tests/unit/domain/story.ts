import { decide } from '#shared/domain/decide.ts';
import { handOver, newIncident, reserveStep, resolve } from '#shared/domain/incident/transitions.ts';
import type { Assessment, Decision } from '#shared/domain/model/decision.ts';
import type { HealthReport } from '#shared/domain/model/health-report.ts';
import type { Incident, OpenIncident, PastAction, StepOutcome } from '#shared/domain/model/incident.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import { SECOND } from '#shared/domain/model/time.ts';
import { NOW } from '#tests/builders/constants.ts';
import { evidence } from '#tests/builders/given.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';

interface Check {
  readonly afterSeconds?: number;
  /** The outcome of the step, if one is taken. */
  readonly outcome?: 'done' | 'begun' | 'refused' | 'failed';
}

interface Beginning {
  readonly policy?: Partial<ServicePolicy>;
  readonly pastActions?: readonly PastAction[];
}

export type Story = ReturnType<typeof aStory>;

/** Checks one service again and again, carries out what is decided and remembers it; each check answers in a few words. */
export const aStory = ({ policy = {}, pastActions = [] }: Beginning = {}) => {
  let incident: Incident | undefined;
  let previous: readonly HealthReport[] = [];
  let now = NOW;

  const assess = (state: ServiceState): Assessment =>
    decide(evidence({ ...state, previous, incident, pastActions, policy, now }));
  const opened = (assessment: Assessment): OpenIncident =>
    newIncident({ assessment, trigger: { kind: 'scheduled' }, now });
  const next = (assessment: Assessment, outcome: StepOutcome): Incident | undefined => {
    const { decision, incident: open } = assessment;
    const current = open ?? opened(assessment);
    switch (decision.kind) {
      case 'act':
        return withOutcome(reserveStep(current, { plan: decision.plan, digest: '', epoch: 1, now }), outcome);
      case 'resolved':
        return resolve(current, now);
      case 'escalate':
        return handOver(current, { reason: decision.reason });
      default:
        return open ?? incident;
    }
  };

  const check = (state: ServiceState = {}, { afterSeconds = 5, outcome = 'done' }: Check = {}): string => {
    now += afterSeconds * SECOND;
    const assessment = assess(state);
    previous = [assessment.report, ...previous].slice(0, 3);
    incident = next(assessment, outcomeOf(outcome, now));
    return inShort(assessment.decision);
  };

  return {
    check,
    /** The same check every five seconds while it answers `from`: the next answer, and how long after the first check it came. */
    until: (state: ServiceState, from: string, mostChecks = 400) => {
      let checks = 1;
      let answer = check(state);
      for (; answer === from && checks < mostChecks; checks += 1) answer = check(state);
      return { seconds: 5 * (checks - 1), answer };
    },
    approve: (plan: string) => {
      if (incident) incident = { ...incident, approvedPlan: plan };
    },
    /** Opens an incident of the healthy service. */
    open: () => {
      incident = opened(assess({}));
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

const outcomeOf = (kind: NonNullable<Check['outcome']>, at: number): StepOutcome => {
  switch (kind) {
    case 'refused':
      return { kind, at, reason: 'facts-changed' };
    case 'failed':
      return { kind, at, error: 'ThrottlingException' };
    default:
      return { kind, at };
  }
};

/** The newest step with its outcome. */
const withOutcome = (incident: OpenIncident, outcome: StepOutcome): OpenIncident => ({
  ...incident,
  attempts: incident.attempts.map((attempt) => ({
    ...attempt,
    steps: attempt.steps.map((step) => (step.outcome.kind === 'reserved' ? { ...step, outcome } : step)),
  })),
});
