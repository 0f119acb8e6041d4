import type { Observation } from '../model/observation.ts';
import { itemsOf } from '../model/part.ts';
import { isRunning } from './serving-tasks.ts';

/** Few tasks fail up to this share; a single one always counts as few. The cause is then in these tasks. */
const MAX_FEW_SHARE = 0.34;
/** Nearly all tasks fail from this share. The cause is then outside the tasks. */
const MIN_NEARLY_ALL_SHARE = 0.67;

const runningIn = ({ tasks }: Observation): number => itemsOf(tasks).filter(isRunning).length;

/** True when so few tasks fail that each can be treated by itself. */
export const areFew = (count: number, observation: Observation): boolean =>
  count <= Math.max(1, Math.floor(MAX_FEW_SHARE * runningIn(observation)));

export const areNearlyAll = (count: number, all: number): boolean => count >= MIN_NEARLY_ALL_SHARE * all;

/** True when so many tasks fail that they have a common cause. */
export const isSystemic = (count: number, observation: Observation): boolean =>
  !areFew(count, observation) && areNearlyAll(count, runningIn(observation));
