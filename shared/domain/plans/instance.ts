import { valueIn } from '../part.ts';
import type { StopTaskPlan } from '../plan.ts';
import { MINUTE } from '../time.ts';
import { lookAgain, type PlanningInput, type Proposal, propose, tellPeople } from './proposal.ts';

/**
 * How long ECS has for replacing a task whose health check fails before the medic does it: a Fargate start takes 20 to 47 s,
 * its registration and first check some more, and ECS starts the replacement first.
 */
const ECS_HAS_MS = 2 * MINUTE;

/** Replaces one bad task, the replacement first. A task that the load balancer has failed is left to ECS for a while. */
export const planForInstance = ({ observation, diagnosis, now }: PlanningInput): Proposal => {
  const ecs = valueIn(observation.ecs);
  const [first] = diagnosis.because;
  if (ecs === undefined || diagnosis.subject === undefined || first === undefined) return tellPeople('blind');
  if (diagnosis.cause === 'instance-unhealthy' && now - first.since < ECS_HAS_MS)
    return lookAgain('ecs-is-replacing', 10);
  return propose(surge(diagnosis.subject, ecs.desiredCount, diagnosis.cause));
};

const surge = (target: string, desiredCount: number, cause: StopTaskPlan['cause']): StopTaskPlan => ({
  action: 'stop-task',
  step: 'surge',
  cause,
  target,
  desiredCount,
  keep: [],
  capacityDip: 0,
  says: `start a replacement for task ${target}: ${desiredCount} tasks wanted becomes ${desiredCount + 1}`,
});
