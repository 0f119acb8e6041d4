import { type Reading, readText } from '../aws-messages/known-message.ts';
import { TARGET_REASONS } from '../aws-messages/target-reasons.ts';
import { newRelease } from '../evidence/releases.ts';
import { isPassing, isRunning, registeredTargets } from '../evidence/serving-tasks.ts';
import { recentFailures } from '../evidence/task-failures.ts';
import type { Detection } from '../model/finding.ts';
import { type MeaningId, meaningOf } from '../model/message-meaning.ts';
import type { Observation, Target, Task } from '../model/observation.ts';
import { itemsOf, valueIn } from '../model/part.ts';
import type { Instant } from '../model/time.ts';
import type { FindingRule } from './rule.ts';
import { cpuSaturated } from './saturation.ts';
import { isInGrace } from './tasks.ts';

/** Targets that fail for a reason that is the load balancer's or its set-up's, never the task's; reasons that no row knows are quoted. */
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

/** Two failures alike, now or lately, are not one bad task: where the first was replaced, its replacement failed too. */
const FAILURES_THAT_PROVE = 2;

/**
 * All targets that were judged fail their health check alike, and nothing else is wrong with the tasks: they answer with another code
 * than is asked for, or they do their work by every other check. Then it is the check, or the way to the tasks. A release that came
 * after one that passed the same check has itself to blame, and tasks without CPU to spare answer nobody in time.
 */
export const targetsFailAlike: FindingRule = ({ observation, policy, now }) => {
  const targets = registeredTargets(observation).filter(({ state }) => state !== 'initial');
  const [first] = targets;
  const isAlike = targets.every(({ state, reason }) => state === 'unhealthy' && reason === first?.reason);
  if (first === undefined || !isAlike || hasPredecessor(observation, now)) return [];
  const tasks = itemsOf(observation.tasks).filter(
    (task) => isRunning(task) && targets.some(({ id }) => id === task.address),
  );
  const graceSeconds = valueIn(observation.ecs)?.healthCheckGracePeriodSeconds ?? 0;
  const settled = tasks.filter((task) => !isInGrace(task, graceSeconds, now));
  const meaning = meaningOfAll(targets, tasks, observation);
  const failures = settled.length + recentFailures(observation, now).filter(isOfTheCheck).length;
  if (meaning === undefined || failures < FAILURES_THAT_PROVE) return [];
  const isTooBusy = cpuSaturated({ observation, policy, now }).length > 0;
  if (meaning === 'check-unanswered' && isTooBusy) return [];
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

const isOfTheCheck = ({ stoppedReason }: { readonly stoppedReason: string }): boolean =>
  stoppedReason.includes('failed ELB health checks');

/** Whether the newest release is young and another one was there before it, or may have been. */
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
  const doWork = tasks.length > 0 && tasks.every((task) => worksOtherwise(task, observation));
  switch (targets[0]?.reason) {
    case 'Target.ResponseCodeMismatch':
      return targets.every(isAnswerOfTheApplication) ? 'check-answered-otherwise' : undefined;
    case 'Target.FailedHealthChecks':
      return doWork ? 'check-refused' : undefined;
    case 'Target.Timeout':
      return doWork ? 'check-unanswered' : undefined;
    default:
      return undefined;
  }
};

/** `Health checks failed with these codes: [404]`: a 3xx or 4xx is an answer to the wrong question, a 5xx is trouble. */
const isAnswerOfTheApplication = ({ description = '' }: Target): boolean =>
  /\[[34]\d\d(?:,\s*[34]\d\d)*\]/.test(description);

/** By its container's own health check, or by its work probe. */
const worksOtherwise = (task: Task, { taskProbes }: Observation): boolean => {
  const probe = itemsOf(taskProbes).find(({ taskId }) => taskId === task.id);
  return probe === undefined ? task.healthStatus === 'HEALTHY' : probe.outcome === 'ok';
};

/**
 * The load balancer finds that a green target fails more requests than its peers: what users meet, and no health check sees.
 * Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_AnomalyDetection.html
 */
export const targetAnomalous: FindingRule = ({ observation, now }) => {
  const graceSeconds = valueIn(observation.ecs)?.healthCheckGracePeriodSeconds ?? 0;
  const anomalous = registeredTargets(observation).filter(({ isAnomalous }) => isAnomalous === true);
  return itemsOf(observation.tasks)
    .filter((task) => isPassing(observation, task) && !isInGrace(task, graceSeconds, now))
    .filter(({ address }) => anomalous.some(({ id }) => id === address))
    .map(({ id }) => ({
      id: 'target-anomalous',
      strength: 'soft',
      subject: id,
      at: observation.at,
      numbers: {},
      message: `task ${id} passes its health check, but the load balancer finds that it fails more requests than its peers`,
    }));
};

/** ECS names a target group that is not there any more: no blindness, but a fact. */
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
