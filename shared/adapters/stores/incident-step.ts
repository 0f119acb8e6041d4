import { LeaseLost } from '#shared/domain/model/errors.ts';
import type { Incident, StepOutcome } from '#shared/domain/model/incident.ts';
import type { StepReference } from '#shared/ports/stores.ts';

export const describeStep = ({ incident, attempt, step, epoch }: StepReference): string =>
  `Step ${step} of attempt ${attempt} of ${incident} (epoch ${epoch})`;

/** Changes the outcome of the incident's newest step. Throws LeaseLost when the reference names another step. */
export const withOutcome = (
  incident: Incident | undefined,
  reference: StepReference,
  outcomeAfter: (outcome: StepOutcome) => StepOutcome,
): Incident => {
  if (incident?.id !== reference.incident) throw new LeaseLost(`${describeStep(reference)}: that incident is over.`);
  const attempt = incident.attempts.at(-1);
  const step = attempt?.steps.at(-1);
  const isTheNewest = attempt?.number === reference.attempt && attempt.steps.length === reference.step;
  if (!step || !isTheNewest || step.epoch !== reference.epoch || attempt.verdict !== 'pending') {
    throw new LeaseLost(`${describeStep(reference)} is not the newest step of its incident; a newer one is in force.`);
  }
  const steps = [...attempt.steps.slice(0, -1), { ...step, outcome: outcomeAfter(step.outcome) }];
  return { ...incident, attempts: [...incident.attempts.slice(0, -1), { ...attempt, steps }] };
};
