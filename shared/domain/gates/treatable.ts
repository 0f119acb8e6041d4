import type { Action } from '../model/action.ts';
import type { Cause } from '../model/cause.ts';
import { type Gate, pass, refuse } from './gate.ts';

/** Which causes each action can cure. Everything else is for people. */
const TREATS: Readonly<Record<Action, readonly Cause[]>> = {
  'stop-task': ['instance-unhealthy', 'instance-grey', 'memory-leak'],
  /** Of what keeps tasks from starting, only what the newest revision brought; the planner proposes it for nothing else. */
  'roll-back': ['bad-release', 'image-unavailable', 'initialization-failure'],
  'scale-out': ['overload'],
  'raise-limits': ['out-of-memory'],
  'force-deployment': ['instance-grey'],
  'restore-desired-count': ['no-targets'],
  'reset-breaker': ['breaker-stuck-open'],
  'tune-health-check': ['target-misconfiguration'],
};

/** The action treats the cause that was found. A restart never treats a dependency, a release or a quota. */
export const causeIsTreatable: Gate = ({ plan }) =>
  TREATS[plan.action].includes(plan.cause) ? pass('treatable') : refuse('treatable', 'not-treatable');
