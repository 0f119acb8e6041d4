import type { StepRequest } from '#events/schemas/recovery-steps.ts';
import { TargetMissing } from '#shared/domain/model/errors.ts';
import type { StopTaskPlan } from '#shared/domain/model/plan.ts';
import type { Reason } from '#shared/domain/model/reasons.ts';
import type { Services } from '#shared/ports/services.ts';
import { carryOutStep, type StepResult } from '#shared/procedures/carry-out-step.ts';
import { policyNamed } from '#shared/procedures/policy-named.ts';
import { type Capacity, type CapacityReaders, readCapacity, readService } from './read-capacity.ts';

type Stoppers = CapacityReaders & Pick<Services, 'policies' | 'capacity' | 'tasks' | 'incidents' | 'journal' | 'clock'>;

/** A protection that nobody lifts ends by itself, soon enough not to hold up the next deployment for long. */
const PROTECTION_MINUTES = 5;

/**
 * Carries out one reserved step of replacing one task, the replacement first. ECS itself takes the bad task: with the
 * wanted count back and every good task protected, it is the one that scale-in may take.
 */
export const stopTask =
  (services: Stoppers) =>
  (request: StepRequest): Promise<StepResult> =>
    carryOutStep(services)(request, { action: 'stop-task', act: (plan) => STEPS[plan.step](services, plan, request) });

type Step = (services: Stoppers, plan: StopTaskPlan, request: StepRequest) => Promise<Reason | undefined>;

/** One task more, provided that as many are wanted as the plan was made for. */
const surge: Step = async (services, { desiredCount }, { service }) => {
  const read = await readService(services, policyNamed(services.policies, service));
  if (read === undefined) return 'capacity-unknown';
  if (read.desiredCount !== desiredCount) return 'facts-changed';
  await services.capacity.setDesiredCount(read, desiredCount + 1);
  return undefined;
};

/** Protects the good tasks, then asks for one task less. */
const retire: Step = async (services, plan, { service }) => {
  const read = await readCapacity(services, policyNamed(services.policies, service));
  if (read === undefined) return 'capacity-unknown';
  const refusal = refuseToRetire(read, plan);
  if (refusal !== undefined) return refusal;
  await services.tasks.protect(read.service.clusterArn, arnsOf(plan.keep, read), PROTECTION_MINUTES);
  await services.capacity.setDesiredCount(read.service, plan.desiredCount);
  return undefined;
};

/** Never the last healthy task, never fewer good ones than are wanted, and nobody unknown among those to keep. */
const refuseToRetire = ({ service, healthy }: Capacity, plan: StopTaskPlan): Reason | undefined => {
  if (plan.keep.length === 0)
    throw new TargetMissing(`The plan to replace ${plan.target} names no task to keep; nothing was done.`);
  if (service.desiredCount !== plan.desiredCount + 1) return 'facts-changed';
  const others = healthy.filter(({ id }) => id !== plan.target);
  if (others.length === 0) return 'last-healthy-task';
  if (others.length < plan.desiredCount) return 'capacity-floor';
  return plan.keep.every((id) => others.some((task) => task.id === id)) ? undefined : 'facts-changed';
};

/** Lifts the protection of those that are still there. */
const settle: Step = async (services, { keep }, { service }) => {
  const read = await readCapacity(services, policyNamed(services.policies, service));
  if (read === undefined) return 'capacity-unknown';
  const arns = arnsOf(keep, read);
  if (arns.length > 0) await services.tasks.unprotect(read.service.clusterArn, arns);
  return undefined;
};

/** Takes the extra task back, unless somebody has changed the wanted count since. */
const abandon: Step = async (services, { desiredCount }, { service }) => {
  const read = await readService(services, policyNamed(services.policies, service));
  if (read === undefined) return 'capacity-unknown';
  if (read.desiredCount !== desiredCount + 1) return 'facts-changed';
  await services.capacity.setDesiredCount(read, desiredCount);
  return undefined;
};

const STEPS: Readonly<Record<StopTaskPlan['step'], Step>> = { surge, retire, settle, abandon };

const arnsOf = (ids: readonly string[], { tasks }: Capacity): readonly string[] =>
  tasks.filter(({ id }) => ids.includes(id)).map(({ arn }) => arn);
