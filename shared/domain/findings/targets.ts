import { type Reading, readText } from '../aws-messages/known-message.ts';
import { TARGET_REASONS } from '../aws-messages/target-reasons.ts';
import { isInGracePeriod } from '../evidence/grace-period.ts';
import { isPassing, isTargetOf, registeredTargets } from '../evidence/serving-tasks.ts';
import type { Detection } from '../model/finding.ts';
import { meaningOf } from '../model/message-meaning.ts';
import type { Target } from '../model/observation.ts';
import { itemsOf } from '../model/part.ts';
import type { Instant } from '../model/time.ts';
import type { FindingRule } from './rule.ts';

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
