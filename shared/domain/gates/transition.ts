import { itemsOf, valueIn } from '../model/part.ts';
import { SECOND, secondsUntil } from '../model/time.ts';
import { type Gate, hold, pass } from './gate.ts';

/** Holds while the task has not started or is within its grace period. */
export const notInTransition: Gate = ({ observation, plan, now }) => {
  if (plan.action !== 'stop-task' || plan.step !== 'surge') return pass('transition');
  const task = itemsOf(observation.tasks).find(({ id }) => id === plan.target);
  if (task === undefined) return hold('transition', 'in-transition', 5);
  const graceSeconds = valueIn(observation.ecs)?.healthCheckGracePeriodSeconds ?? 0;
  const graceEnds = (task.startedAt ?? now) + graceSeconds * SECOND;
  if (task.startedAt !== undefined && now >= graceEnds) return pass('transition', { graceSeconds });
  return hold('transition', 'in-transition', secondsUntil(graceEnds, now), { graceSeconds });
};
