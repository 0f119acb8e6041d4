import type { Action } from '../model/action.ts';
import type { Cause } from '../model/cause.ts';
import { type Gate, pass, refuse } from './gate.ts';

/** The causes that each action can cure. All other causes are left to the operators. */
const TREATS: Readonly<Record<Action, readonly Cause[]>> = {
  'stop-task': ['instance-unhealthy', 'instance-grey', 'memory-leak'],
  /** Among the start failures, this treats only those that the newest revision introduced; the planner proposes it for no other. */
  'roll-back': ['bad-release', 'image-unavailable', 'initialization-failure'],
  'scale-out': ['overload'],
  'raise-limits': ['out-of-memory'],
  'force-deployment': ['instance-grey'],
  'restore-desired-count': ['no-targets'],
  'reset-breaker': ['breaker-stuck-open'],
  'tune-health-check': ['target-misconfiguration'],
};

/** Requires that the action treats the diagnosed cause. A restart never treats a dependency, a release or a quota. */
export const causeIsTreatable: Gate = ({ plan }) =>
  TREATS[plan.action].includes(plan.cause) ? pass('treatable') : refuse('treatable', 'not-treatable');
