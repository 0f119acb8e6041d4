import { withShortTexts } from '../evidence/short-texts.ts';
import { countsNoRequests } from '../evidence/traffic.ts';
import type { Snapshot } from '../model/evidence.ts';
import type { FindingId } from '../model/finding.ts';
import { valueIn } from '../model/part.ts';
import { findAll } from './find.ts';

/** These findings report a transition, incoming requests, the errors of others or a missing permission, not a fault. */
const NOT_A_FAULT: ReadonlySet<FindingId> = new Set<FindingId>([
  'replacement-under-way',
  'deployment-in-progress',
  'permission-missing',
  'requests-rising',
  'foreign-balancer-errors',
  'improving',
  'work-per-task-rising',
  'going-back',
  'deployment-waits',
  'deployment-completed-early',
  'rebalancing-zones',
  'tasks-stopped-lately',
  'deployed-lately',
  'scaled-lately',
]);

/** True when a finding may be explained by logs, settings or operator changes. Reading those costs calls for each service. */
export const needsDetails = (snapshot: Snapshot): boolean =>
  findAll({ ...snapshot, observation: withShortTexts(snapshot.observation) }).some(({ id }) => !NOT_A_FAULT.has(id));

/**
 * True when only the logs show whether the service works: nothing counts its requests, and no metric of its own measures its work. A
 * service without a desired task logs nothing.
 */
export const needsLogs = ({ observation, policy }: Snapshot): boolean =>
  policy.worker === undefined && countsNoRequests(observation) && (valueIn(observation.ecs)?.desiredCount ?? 0) > 0;
