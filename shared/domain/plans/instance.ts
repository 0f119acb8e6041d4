import { counted } from '../counted.ts';
import { valueIn } from '../part.ts';
import type { StopTaskPlan } from '../plan.ts';
import { areFew } from '../share-of-tasks.ts';
import { MINUTE } from '../time.ts';
import { lookAgain, type PlanningInput, type Proposal, propose, tellPeople } from './proposal.ts';

/**
 * How long ECS has for replacing a task whose health check fails before the medic does it: a Fargate start takes 20 to 47 s,
 * its registration and first check some more, and ECS starts the replacement first.
 */
const ECS_HAS_MS = 2 * MINUTE;

/**
 * Replaces one bad task, the replacement first. A task that the load balancer has failed is left to ECS for a while, and several
 * that fail together, unless they get well as soon, are left to people.
 */
export const planForInstance = ({ observation, diagnosis, now }: PlanningInput): Proposal => {
  const ecs = valueIn(observation.ecs);
  const [first] = diagnosis.because;
  if (ecs === undefined || diagnosis.subject === undefined || first === undefined) return tellPeople('blind');
  const tasks = new Set(diagnosis.because.map(({ subject }) => subject)).size;
  const isNew = now - first.since < ECS_HAS_MS;
  if (diagnosis.cause === 'instance-unhealthy' && isNew) return lookAgain('ecs-is-replacing', 10);
  if (!areFew(tasks, observation))
    return isNew ? lookAgain('several-tasks-fail', 10) : tellPeople('several-tasks-fail');
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
  says: `start a replacement for task ${target}: ${counted(desiredCount, 'task')} wanted becomes ${desiredCount + 1}`,
});
