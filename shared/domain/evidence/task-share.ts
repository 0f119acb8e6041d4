import type { Observation } from '../model/observation.ts';
import { itemsOf } from '../model/part.ts';
import { isRunning } from './serving-tasks.ts';

/** So many tasks that fail are few, and one always is: it is these tasks. */
const FEW = 0.34;
/** So many are nearly all: whatever it is, it is not the tasks. */
const NEARLY_ALL = 0.67;

const runningIn = ({ tasks }: Observation): number => itemsOf(tasks).filter(isRunning).length;

/** Whether so few tasks fail that each can be treated by itself. */
export const areFew = (count: number, observation: Observation): boolean =>
  count <= Math.max(1, Math.floor(FEW * runningIn(observation)));

export const areNearlyAll = (count: number, all: number): boolean => count >= NEARLY_ALL * all;

/** Whether so many tasks fail alike that something common to them is to blame. */
export const isSystemic = (count: number, observation: Observation): boolean =>
  !areFew(count, observation) && areNearlyAll(count, runningIn(observation));
