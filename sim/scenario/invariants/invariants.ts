import {
  changesNothingInOutages,
  changesOnlyInIncidents,
  keepsCapacity,
  keepsDesiredCount,
  removesProtection,
} from './ecs-changes.ts';
import { functionsSucceed } from './functions.ts';
import { alertsOnce, runsOneExecution, staysInBudget } from './incidents.ts';
import type { Invariant } from './invariant.ts';

/** Safety properties that the state of the simulated world and AWS can prove. */
export const INVARIANTS: readonly Invariant[] = [
  keepsCapacity,
  changesOnlyInIncidents,
  changesNothingInOutages,
  staysInBudget,
  runsOneExecution,
  keepsDesiredCount,
  removesProtection,
  alertsOnce,
  functionsSucceed,
];
