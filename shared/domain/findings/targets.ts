import { type Reading, readText } from '../aws-messages/known-message.ts';
import { TARGET_REASONS } from '../aws-messages/target-reasons.ts';
import { isInGracePeriod } from '../evidence/grace-period.ts';
import { newRelease } from '../evidence/releases.ts';
import { isPassing, isRunning, isTargetOf, probeOf, registeredTargets } from '../evidence/serving-tasks.ts';
import { recentFailures } from '../evidence/task-failures.ts';
import type { Detection } from '../model/finding.ts';
import { type MeaningId, meaningOf } from '../model/message-meaning.ts';
import type { Observation, Target, Task } from '../model/observation.ts';
import { itemsOf } from '../model/part.ts';
import type { Instant } from '../model/time.ts';
import type { FindingRule } from './rule.ts';
import { cpuSaturated } from './saturation.ts';

/** Reports targets that fail because of the load balancer or its configuration, never the task. Unknown reasons are quoted. */
export const targetRefused: FindingRule = ({ observation }) =>
  registeredTargets(observation).flatMap((target) => {
    const reading = readText(target.reason ?? '', TARGET_REASONS);
    return target.reason === undefined ? [] : refusal(target, reading, observation.at);
  });

const refusal = ({ id, description }: Target, reading: Reading, at: Instant): readonly Detection[] => {
  const evidence = { strength: 'hard', subject: id, at, numbers: {} } as const;
  const quoted = `${reading.text}${description === undefined ? '' : `, "${description}"`}`;
  if (reading.kind === 'unknown')
    return [{ ...evidence, id: 'failure-unexplained', message: `target ${id} has an unknown reason: ${quoted}` }];
  const { cause, message } = meaningOf(reading.meaning);
  const isRefused = cause === 'load-balancer-fault' || cause === 'target-misconfiguration';
  return isRefused
    ? [{ ...evidence, id: 'target-refused', meaning: reading.meaning, message: `target ${id}: ${message} (${quoted})` }]
    : [];
};

/** Two failures for the same reason, now or recently, are not one bad task. If the first task was replaced, its replacement failed too. */
const MIN_FAILURES = 2;

/**
 * All checked targets fail their health check for the same reason although the tasks show no other fault. Either they answer with an
 * unexpected code, or they pass every other check. The fault is in the health check or in the network path to the tasks. A new
 * release that replaced a passing one is blamed itself, and tasks without spare CPU time out.
 */
export const targetsFailAlike: FindingRule = ({ observation, policy, now }) => {
  const targets = registeredTargets(observation).filter(({ state }) => state !== 'initial');
  const [first] = targets;
  const isSameReason = targets.every(({ state, reason }) => state === 'unhealthy' && reason === first?.reason);
  if (first === undefined || !isSameReason || hasPredecessor(observation, now)) return [];
  const tasks = itemsOf(observation.tasks).filter(
    (task) => isRunning(task) && targets.some((target) => isTargetOf(task, target)),
  );
  const settled = tasks.filter((task) => !isInGracePeriod(observation, task, now));
  const meaning = meaningOfAll(targets, tasks, observation);
  const failures = settled.length + recentFailures(observation, now).filter(isHealthCheckFailure).length;
  if (meaning === undefined || failures < MIN_FAILURES) return [];
  const isCpuSaturated = cpuSaturated({ observation, policy, now }).length > 0;
  if (meaning === 'check-unanswered' && isCpuSaturated) return [];
  return [
    {
      id: 'targets-fail-alike',
      strength: 'hard',
      at: observation.at,
      meaning,
      numbers: { targets: targets.length, failures },
      message: `${meaningOf(meaning).message}: all ${targets.length} targets ${first.reason}${first.description ? `, "${first.description}"` : ''}`,
    },
  ];
};

const isHealthCheckFailure = ({ stoppedReason }: { readonly stoppedReason: string }): boolean =>
  stoppedReason.includes('failed ELB health checks');

/** True when the newest release is new and replaced another one, or when its history cannot be read. */
const hasPredecessor = (observation: Observation, now: Instant): boolean => {
  const release = newRelease(observation, now);
  if (release === undefined) return false;
  const { taskDefinition } = release.primary;
  return (
    observation.releases.state !== 'observed' ||
    [...release.ecs.deployments, ...observation.releases.value].some((other) => other.taskDefinition !== taskDefinition)
  );
};

const meaningOfAll = (
  targets: readonly Target[],
  tasks: readonly Task[],
  observation: Observation,
): MeaningId | undefined => {
  const areServing = tasks.length > 0 && tasks.every((task) => passesOtherCheck(task, observation));
  switch (targets[0]?.reason) {
    case 'Target.ResponseCodeMismatch':
      return targets.every(isApplicationAnswer) ? 'check-answered-otherwise' : undefined;
    case 'Target.FailedHealthChecks':
      return areServing ? 'check-refused' : undefined;
    case 'Target.Timeout':
      return areServing ? 'check-unanswered' : undefined;
    default:
      return undefined;
  }
};

/** True for `Health checks failed with these codes: [404]`. A 3xx or 4xx answers the wrong question; a 5xx is a failure. */
const isApplicationAnswer = ({ description = '' }: Target): boolean =>
  /\[[34]\d\d(?:,\s*[34]\d\d)*\]/.test(description);

/** True when the task passes its work probe or, without a probe, its container health check. */
const passesOtherCheck = (task: Task, observation: Observation): boolean => {
  const probe = probeOf(observation, task);
  return probe === undefined ? task.healthStatus === 'HEALTHY' : probe.outcome === 'ok';
};

/**
 * The load balancer reports that a healthy target fails more requests than its peers. Users see these errors and no health check
 * does.
 * Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_AnomalyDetection.html
 */
export const targetAnomalous: FindingRule = ({ observation, now }) => {
  const anomalous = registeredTargets(observation).filter(({ isAnomalous }) => isAnomalous === true);
  return itemsOf(observation.tasks)
    .filter((task) => isPassing(observation, task) && !isInGracePeriod(observation, task, now))
    .filter((task) => anomalous.some((target) => isTargetOf(task, target)))
    .map(({ id }) => ({
      id: 'target-anomalous',
      strength: 'soft',
      subject: id,
      at: observation.at,
      numbers: {},
      message: `task ${id} passes its health check, but the load balancer finds that it fails more requests than its peers`,
    }));
};

/** The service references a deleted target group. This is evidence, not missing data. */
export const targetGroupGone: FindingRule = ({ observation: { targetGroups, at } }) => {
  if (targetGroups.state !== 'missing' || targetGroups.reason !== 'not-found') return [];
  const { message } = meaningOf('target-group-missing');
  return [
    {
      id: 'target-group-gone',
      strength: 'hard',
      at,
      meaning: 'target-group-missing',
      numbers: {},
      message: `${message}: ${targetGroups.detail}`,
    },
  ];
};
