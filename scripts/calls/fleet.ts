import type { GetMetricDataCommandInput } from '@aws-sdk/client-cloudwatch';
import type {
  DescribeTargetGroupsCommandInput,
  DescribeTargetHealthCommandInput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { InvokeCommandInput } from '@aws-sdk/client-lambda';
import type { Operations } from '#local-aws/operation.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import { type Instant, MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { DEFAULT_SCORING } from '#shared/domain/score/scoring-defaults.ts';
import type { ProbeRequest } from '#shared/ports/observing.ts';
import { ecsOperations } from './fleet-ecs.ts';
import { addressOf, CLUSTER, type IsUnhealthy, loadBalancerArn, nameIn, numberIn, TASKS } from './fleet-names.ts';

/**
 * Builds a fleet of services in one cluster, each with four tasks behind its own load balancer. An unhealthy service
 * has an unhealthy target, a stopped task, and a release of an hour ago. The answers are made up rather than simulated,
 * because the simulation has too few addresses for thousands of tasks.
 */
export const fleetOf = (count: number, unhealthy: (number: number) => boolean, now: Instant) => ({
  policies: Array.from({ length: count }, (_, number) => policyOf(`service-${number}`)),
  operations: operationsOf((nameOrArn) => unhealthy(numberIn(nameOrArn)), now),
});

const policyOf = (name: string): ServicePolicy => ({
  name,
  service: name,
  cluster: CLUSTER,
  profile: 'http',
  mode: 'auto',
  cadenceSeconds: 15,
  objectives: { latencyP95Ms: 500, errorRate: 0.01 },
  probe: { path: '/work', timeoutMs: 1_000, acceptedStatuses: '200-399' },
  dependencies: [{ name: 'database', kind: 'postgres', host: 'db.internal', port: 5432, critical: true }],
  logPatterns: [{ text: 'WORKER TIMEOUT', means: 'workers-time-out' }],
  breakers: [],
  limits: { maxActionsPerHour: 3, maxRollbacksPer6Hours: 1 },
  scoring: DEFAULT_SCORING,
});

const operationsOf = (isUnhealthy: IsUnhealthy, now: Instant): Operations => ({
  ecs: ecsOperations(isUnhealthy, now),
  elbv2: loadBalancing(isUnhealthy),
  cloudwatch: {
    GetMetricData: ({ MetricDataQueries = [] }: GetMetricDataCommandInput) => ({
      MetricDataResults: MetricDataQueries.map(({ Id, MetricStat }) => ({
        Id,
        StatusCode: 'Complete',
        ...pointsOf(MetricStat?.Metric?.MetricName ?? '', now),
      })),
    }),
    DescribeAlarms: () => ({ MetricAlarms: [], CompositeAlarms: [] }),
  },
  lambda: {
    Invoke: ({ Payload }: InvokeCommandInput) => ({
      Payload: Buffer.from(JSON.stringify(probed(JSON.parse(Buffer.from(Payload as Uint8Array).toString()), now))),
    }),
  },
  'application-autoscaling': { DescribeScalableTargets: () => ({ ScalableTargets: [] }) },
  logs: { FilterLogEvents: () => ({ events: [] }) },
  cloudtrail: { LookupEvents: () => ({ Events: [] }) },
});

const loadBalancing = (isUnhealthy: IsUnhealthy): NonNullable<Operations[string]> => ({
  DescribeTargetGroups: ({ TargetGroupArns = [] }: DescribeTargetGroupsCommandInput) => ({
    TargetGroups: TargetGroupArns.map((TargetGroupArn) => ({
      TargetGroupArn,
      Port: 5000,
      HealthCheckPath: '/health',
      HealthCheckIntervalSeconds: 5,
      LoadBalancerArns: [loadBalancerArn(nameIn(TargetGroupArn))],
    })),
  }),
  DescribeTargetHealth: ({ TargetGroupArn = '' }: DescribeTargetHealthCommandInput) => ({
    TargetHealthDescriptions: TASKS.map((task) => ({
      Target: { Id: addressOf(task), Port: 5000, AvailabilityZone: 'us-east-1a' },
      TargetHealth:
        task === 1 && isUnhealthy(TargetGroupArn)
          ? { State: 'unhealthy', Reason: 'Target.Timeout' }
          : { State: 'healthy' },
    })),
  }),
});

/** These are the values of a healthy service in the newest minute. Counters of errors have no datapoint. */
const VALUES: Readonly<Record<string, number>> = {
  RequestCount: 6_000,
  TargetResponseTime: 0.1,
  CPUUtilization: 40,
  MemoryUtilization: 50,
};

const pointsOf = (metric: string, now: Instant) => {
  const value = VALUES[metric];
  if (value === undefined) return { Timestamps: [], Values: [] };
  return { Timestamps: [new Date(now - (now % MINUTE) - MINUTE)], Values: [value] };
};

const probed = ({ tasks, dependencies }: ProbeRequest, now: Instant) => ({
  tasks: tasks.map(({ taskId }) => ({ taskId, outcome: 'ok', status: 200, latencyMs: 20, at: now - SECOND })),
  dependencies: dependencies.map(({ name }) => ({ dependency: name, ok: true, latencyMs: 5, at: now - SECOND })),
});
