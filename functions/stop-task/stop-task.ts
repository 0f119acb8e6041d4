import type { StepRequest } from '#events/schemas/recovery-steps.ts';
import { TargetMissing } from '#shared/domain/model/errors.ts';
import type { StopTaskPlan } from '#shared/domain/model/plan.ts';
import type { Reason } from '#shared/domain/model/reasons.ts';
import type { Services } from '#shared/ports/services.ts';
import { carryOutStep, type StepResult } from '#shared/procedures/carry-out-step.ts';
import { policyNamed } from '#shared/procedures/policy-named.ts';
import { readService } from '#shared/procedures/read-service.ts';
import { type Capacity, type CapacityReaders, readCapacity } from './read-capacity.ts';

type StopTaskServices = CapacityReaders &
  Pick<Services, 'policies' | 'capacity' | 'tasks' | 'incidents' | 'journal' | 'clock'>;

/** The protection expires by itself, soon enough not to delay the next deployment for long. */
const PROTECTION_MINUTES = 5;

/**
 * Executes one reserved step of a task replacement, the replacement first. ECS itself stops the faulty task: with the desired count
 * restored and every healthy task protected, it is the only one that scale-in may stop.
 */
export const stopTask =
  (services: StopTaskServices) =>
  (request: StepRequest): Promise<StepResult> =>
    carryOutStep(services)(request, { action: 'stop-task', act: (plan) => STEPS[plan.step](services, plan, request) });

type Step = (services: StopTaskServices, plan: StopTaskPlan, request: StepRequest) => Promise<Reason | undefined>;

/** Adds one task if the desired count is still the one that the plan was made for. */
const surge: Step = async (services, { desiredCount }, { service }) => {
  const read = await readService(services, policyNamed(services.policies, service));
  if (read === undefined) return 'capacity-unknown';
  if (read.desiredCount !== desiredCount) return 'facts-changed';
  await services.capacity.setDesiredCount(read, desiredCount + 1);
  return undefined;
};

/** Protects the healthy tasks, then reduces the desired count by one. */
const retire: Step = async (services, plan, { service }) => {
  const read = await readCapacity(services, policyNamed(services.policies, service));
  if (read === undefined) return 'capacity-unknown';
  const refusal = refuseToRetire(read, plan);
  if (refusal !== undefined) return refusal;
  await services.tasks.protect(read.service.clusterArn, arnsOf(plan.keep, read), PROTECTION_MINUTES);
  await services.capacity.setDesiredCount(read.service, plan.desiredCount);
  return undefined;
};

/** Refuses when the last healthy task would be stopped, when fewer healthy tasks than desired would remain, or when a task to keep is unknown. */
const refuseToRetire = ({ service, healthy }: Capacity, plan: StopTaskPlan): Reason | undefined => {
  if (plan.keep.length === 0)
    throw new TargetMissing(`The plan to replace ${plan.target} names no task to keep; nothing was done.`);
  if (service.desiredCount !== plan.desiredCount + 1) return 'facts-changed';
  const others = healthy.filter(({ id }) => id !== plan.target);
  if (others.length === 0) return 'last-healthy-task';
  if (others.length < plan.desiredCount) return 'capacity-floor';
  return plan.keep.every((id) => others.some((task) => task.id === id)) ? undefined : 'facts-changed';
};

/** Removes the protection of the tasks that still run. */
const settle: Step = async (services, { keep }, { service }) => {
  const read = await readCapacity(services, policyNamed(services.policies, service));
  if (read === undefined) return 'capacity-unknown';
  const arns = arnsOf(keep, read);
  if (arns.length > 0) await services.tasks.unprotect(read.service.clusterArn, arns);
  return undefined;
};

/** Removes the extra task unless the desired count was changed by another actor. */
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
