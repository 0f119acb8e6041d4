import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import { resourceName } from '#shared/domain/model/resource-names.ts';
import { pascalCase, type Resource, type Resources, reference, type Value } from './cloudformation.ts';
import { failureQueueId } from './failure-queues.ts';
import type { FunctionFile } from './function-file.ts';

/**
 * The alarms of a service are its first signals. Each one only triggers a check, so they may be sensitive. Names and statistics as
 * in https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
 */
const SIGNALS = [
  { what: 'target-5xx', metric: 'HTTPCode_Target_5XX_Count', statistic: 'Sum', threshold: 5, perTargetGroup: true },
  { what: 'elb-503', metric: 'HTTPCode_ELB_503_Count', statistic: 'Sum', threshold: 1, perTargetGroup: false },
  { what: 'unhealthy-hosts', metric: 'UnHealthyHostCount', statistic: 'Maximum', threshold: 1, perTargetGroup: true },
] as const;

/** Answers alarms named `ecs-medic-<stage>-<service>-<what>` for each service whose load balancer medic.yml names. */
export const signalAlarms = (policies: readonly ServicePolicy[], stage: string): Resources =>
  Object.fromEntries(policies.flatMap((policy) => SIGNALS.flatMap((signal) => signalAlarm(policy, signal, stage))));

function signalAlarm(
  { name, alarms }: ServicePolicy,
  signal: (typeof SIGNALS)[number],
  stage: string,
): readonly (readonly [string, Resource])[] {
  if (alarms === undefined) return [];
  const dimensions = {
    LoadBalancer: alarms.loadBalancer,
    ...(signal.perTargetGroup && { TargetGroup: alarms.targetGroup }),
  };
  return [
    [
      `${pascalCase(`${name}-${signal.what}`)}Alarm`,
      alarm({
        ...signal,
        name: resourceName(stage, `${name}-${signal.what}`),
        namespace: 'AWS/ApplicationELB',
        dimensions,
      }),
    ],
  ];
}

/** Answers the alarms on the medic itself: a lost event, a failed check, a failed recovery. */
export const ownAlarms = (files: readonly FunctionFile[], stage: string): Resources => ({
  ...Object.fromEntries(
    files
      .filter(({ asynchronous }) => asynchronous)
      .map(({ name }) => [`${failureQueueId(name)}Alarm`, queueAlarm(failureQueueId(name), `${name}-failures`, stage)]),
  ),
  ChecksFailuresAlarm: queueAlarm('ChecksFailures', 'checks-failures', stage),
  RecoveryFailedAlarm: recoveryAlarm('ExecutionsFailed', 'recovery-failed', stage),
  RecoveryTimedOutAlarm: recoveryAlarm('ExecutionsTimedOut', 'recovery-timed-out', stage),
});

const queueAlarm = (queueId: string, name: string, stage: string): Resource =>
  alarm({
    name: resourceName(stage, name),
    namespace: 'AWS/SQS',
    metric: 'ApproximateNumberOfMessagesVisible',
    statistic: 'Maximum',
    threshold: 1,
    dimensions: { QueueName: { 'Fn::GetAtt': [queueId, 'QueueName'] } },
    tell: reference('AlertsTopic'),
  });

const recoveryAlarm = (metric: string, name: string, stage: string): Resource =>
  alarm({
    name: resourceName(stage, name),
    namespace: 'AWS/States',
    metric,
    statistic: 'Sum',
    threshold: 1,
    dimensions: { StateMachineArn: reference('Recovery') },
    tell: reference('AlertsTopic'),
  });

interface AlarmParts {
  readonly name: string;
  readonly namespace: string;
  readonly metric: string;
  readonly statistic: 'Sum' | 'Maximum';
  readonly threshold: number;
  readonly dimensions: Readonly<Record<string, Value>>;
  readonly tell?: Value;
}

/** Alarms on one minute of data. Missing data is not breaching, because load balancers publish no zeros. */
const alarm = ({ name, namespace, metric, statistic, threshold, dimensions, tell }: AlarmParts): Resource => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    AlarmName: name,
    Namespace: namespace,
    MetricName: metric,
    Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    Statistic: statistic,
    Period: 60,
    EvaluationPeriods: 1,
    DatapointsToAlarm: 1,
    Threshold: threshold,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    TreatMissingData: 'notBreaching',
    ...(tell !== undefined && { AlarmActions: [tell] }),
  },
});
