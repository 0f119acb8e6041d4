import { isStillStarting, startDeadline } from '../evidence/start-time.ts';
import { itemsOf, valueIn } from '../model/part.ts';
import { SECOND, secondsUntil } from '../model/time.ts';
import { type Gate, hold, pass } from './gate.ts';

/** Holds while the task has not started, is within its grace period, or has not had the time that it needs to start. */
export const notInTransition: Gate = ({ observation, plan, now }) => {
  if (plan.action !== 'stop-task' || plan.step !== 'surge') return pass('transition');
  const task = itemsOf(observation.tasks).find(({ id }) => id === plan.target);
  if (task === undefined) return hold('transition', 'in-transition', 5);
  const graceSeconds = valueIn(observation.ecs)?.healthCheckGracePeriodSeconds ?? 0;
  const graceEnds = (task.startedAt ?? now) + graceSeconds * SECOND;
  const ends = isStillStarting(observation, task, now) ? startDeadline(observation, task) : graceEnds;
  if (task.startedAt !== undefined && now >= Math.max(graceEnds, ends)) return pass('transition', { graceSeconds });
  return hold('transition', 'in-transition', secondsUntil(Math.max(graceEnds, ends), now), { graceSeconds });
};
