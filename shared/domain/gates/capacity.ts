import { canDetermineServing, servingTasks } from '../evidence/serving-tasks.ts';
import { isUndoing } from '../model/plan.ts';
import { type Gate, hold, pass } from './gate.ts';

/**
 * Users never lose capacity to the cure: a bad task goes only while as many others as are wanted do their work, so never the
 * last one, whatever the size of the service. A replacement is not begun while nobody could tell whether it works. Other steps
 * take nothing away and pass, even where nothing is healthy.
 */
export const aboveCapacityFloor: Gate = ({ observation, plan }) => {
  if (plan.action !== 'stop-task' || isUndoing(plan)) return pass('capacity', { dip: plan.capacityDip });
  if (!canDetermineServing(observation)) return hold('capacity', 'capacity-unknown', 5);
  if (plan.step === 'surge') return pass('capacity', { dip: plan.capacityDip });
  const others = servingTasks(observation).filter(({ id }) => id !== plan.target).length;
  const numbers = { others, needed: plan.desiredCount };
  if (others === 0) return hold('capacity', 'last-healthy-task', 5, numbers);
  return others >= plan.desiredCount ? pass('capacity', numbers) : hold('capacity', 'capacity-floor', 5, numbers);
};
