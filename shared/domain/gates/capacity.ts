import { canDetermineServing, servingTasks } from '../evidence/serving-tasks.ts';
import { valueIn } from '../model/part.ts';
import { isUndoing } from '../model/plan.ts';
import { type Gate, hold, pass, refuse } from './gate.ts';

/**
 * Keeps the capacity that users need: a faulty task is stopped only while at least the desired number of other tasks serve, and
 * never the last serving task. A replacement is not started while nothing can show whether it serves. Other steps remove no
 * capacity and pass, even where no task is healthy. A DAEMON service has one task on each instance, so no replacement can come first.
 */
export const aboveCapacityFloor: Gate = ({ observation, plan }) => {
  if (plan.action !== 'stop-task' || isUndoing(plan)) return pass('capacity', { dip: plan.capacityDip });
  if (valueIn(observation.ecs)?.scheduling === 'DAEMON') return refuse('capacity', 'daemon-service');
  if (!canDetermineServing(observation)) return hold('capacity', 'capacity-unknown', 5);
  if (plan.step === 'surge') return pass('capacity', { dip: plan.capacityDip });
  const others = servingTasks(observation).filter(({ id }) => id !== plan.target).length;
  const numbers = { others, needed: plan.desiredCount };
  if (others === 0) return hold('capacity', 'last-healthy-task', 5, numbers);
  return others >= plan.desiredCount ? pass('capacity', numbers) : hold('capacity', 'capacity-floor', 5, numbers);
};
