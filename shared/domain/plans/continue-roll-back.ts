import { isRollingOut, primaryOf } from '../findings/releases.ts';
import type { EcsService, Observation } from '../observation.ts';
import { itemsOf, valueIn } from '../part.ts';
import type { RollBackPlan } from '../plan.ts';
import { isRunning, tasksAtWork } from '../tasks-at-work.ts';
import { MINUTE, SECOND } from '../time.ts';
import { type AttemptInput, DID_NOT_WORK, type Progress, WORKED, wasNotDone } from './progress.ts';
import { lookAgain } from './proposal.ts';

const EFFECT_WITHIN_MS = 30 * SECOND;
/** Tasks of the proven revision start in one wave where maximumPercent allows; ten minutes cover one task after the other. */
const BACK_WITHIN_MS = 10 * MINUTE;

/** Until only tasks of the proven revision run, as many as are wanted. */
export const continueRollBack = (
  { attempt, lastStep, observation, now }: AttemptInput,
  plan: RollBackPlan,
): Progress => {
  const ecs = valueIn(observation.ecs);
  if (ecs === undefined || observation.tasks.state !== 'observed') return lookAgain('blind', 5);
  if (isBack(ecs, observation, plan)) return WORKED;
  if (primaryOf(ecs)?.taskDefinition === plan.from) {
    if (wasNotDone(lastStep)) return DID_NOT_WORK;
    return now - lastStep.reservedAt < EFFECT_WITHIN_MS ? lookAgain('step-in-flight', 5) : DID_NOT_WORK;
  }
  return now - attempt.startedAt < BACK_WITHIN_MS ? lookAgain('rolling-back', 5) : DID_NOT_WORK;
};

const isBack = (ecs: EcsService, observation: Observation, plan: RollBackPlan): boolean => {
  const running = itemsOf(observation.tasks).filter(isRunning);
  return (
    !isRollingOut(ecs) &&
    primaryOf(ecs)?.taskDefinition !== plan.from &&
    running.every(({ taskDefinition }) => taskDefinition !== plan.from) &&
    tasksAtWork(observation).length >= ecs.desiredCount
  );
};
