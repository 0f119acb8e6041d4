import { type Instant, SECOND } from '#shared/domain/model/time.ts';
import type { MinuteTally, Samples } from '../load-balancer/traffic-tally.ts';
import type { ServiceState, WorldState } from '../state.ts';
import { type Dimensions, type Measurement, type MetricName, measured } from './metric-store.ts';

/**
 * Turns one minute of traffic into the metrics that CloudWatch would have. Sparse as there: request metrics only when
 * requests flow, 5xx only when there were any, host counts only while targets are registered.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
 */
export const publishMinute = (
  world: WorldState,
  service: ServiceState,
  { start, tally }: { start: Instant; tally: MinuteTally },
): void => {
  const { metricPeriodSeconds, metricIngestionSeconds: ingestion } = world.constants;
  const delaySeconds = metricPeriodSeconds + world.random.between(ingestion.low, ingestion.high);
  const times = { at: start, availableAt: start + Math.round(delaySeconds * SECOND) };
  const measurements = [
    ...loadBalancerMeasurements(service, tally),
    ...targetMeasurements(world, service, tally),
    ...serviceMeasurements(world, service, tally),
  ];
  for (const [metric, measurement] of measurements) world.metrics.put(metric, measurement, times);
};

type Measured = readonly [MetricName, Measurement];

const applicationElb = (name: string, dimensions: Dimensions): MetricName => ({
  namespace: 'AWS/ApplicationELB',
  name,
  dimensions,
});

/** A count of events: each event weighs one. No events, no measurement. */
const pluralize = (metric: MetricName, events: number): readonly Measured[] =>
  events === 0 ? [] : [[metric, { sum: events, minimum: 1, maximum: 1, count: events }]];

/** What the load balancer itself answered; not known by target group. */
const loadBalancerMeasurements = ({ targetGroup }: ServiceState, tally: MinuteTally): readonly Measured[] => {
  const dimensions = { LoadBalancer: targetGroup.loadBalancer.metricName };
  return [
    ...pluralize(applicationElb('HTTPCode_ELB_5XX_Count', dimensions), tally.elb502 + tally.elb503 + tally.elb504),
    ...pluralize(applicationElb('HTTPCode_ELB_502_Count', dimensions), tally.elb502),
    ...pluralize(applicationElb('HTTPCode_ELB_503_Count', dimensions), tally.elb503),
    ...pluralize(applicationElb('HTTPCode_ELB_504_Count', dimensions), tally.elb504),
  ];
};

const targetMeasurements = (world: WorldState, service: ServiceState, tally: MinuteTally): readonly Measured[] => {
  const LoadBalancer = service.targetGroup.loadBalancer.metricName;
  const TargetGroup = service.targetGroup.metricName;
  const latencies = latencyMeasurement(world, tally);
  const perDimensions = [{ LoadBalancer }, { LoadBalancer, TargetGroup }].flatMap((dimensions) => [
    ...pluralize(applicationElb('RequestCount', dimensions), tally.requests),
    ...pluralize(applicationElb('HTTPCode_Target_2XX_Count', dimensions), tally.target2xx),
    ...pluralize(applicationElb('HTTPCode_Target_5XX_Count', dimensions), tally.target5xx),
    ...pluralize(applicationElb('TargetConnectionErrorCount', dimensions), tally.connectionErrors),
    ...(latencies ? [[applicationElb('TargetResponseTime', dimensions), latencies] as const] : []),
  ]);
  return [
    ...perDimensions,
    ...hosts(applicationElb('HealthyHostCount', { LoadBalancer, TargetGroup }), tally.healthyHosts),
    ...hosts(applicationElb('UnHealthyHostCount', { LoadBalancer, TargetGroup }), tally.unhealthyHosts),
    ...perTarget(applicationElb('RequestCountPerTarget', { TargetGroup }), tally),
  ];
};

const hosts = (metric: MetricName, { count, ...rest }: Samples): readonly Measured[] =>
  count === 0 ? [] : [[metric, { ...rest, count }]];

const perTarget = (metric: MetricName, { requests, healthyHosts }: MinuteTally): readonly Measured[] => {
  const targets = Math.max(1, healthyHosts.sum / Math.max(1, healthyHosts.count));
  return requests === 0 ? [] : [[metric, measured(requests / targets)]];
};

/** Standard normal deviates at the middle of ten equal parts, the last one split so that p95 and p99 lie apart. */
const DEVIATES: readonly (readonly [deviate: number, weight: number])[] = [
  [-1.645, 0.1],
  [-1.036, 0.1],
  [-0.674, 0.1],
  [-0.385, 0.1],
  [-0.126, 0.1],
  [0.126, 0.1],
  [0.385, 0.1],
  [0.674, 0.1],
  [1.036, 0.1],
  [1.44, 0.05],
  [1.96, 0.04],
  [2.58, 0.01],
];

/** Seconds, log-normal around the typical latency of every kind of answer, with a little noise from minute to minute. */
const latencyMeasurement = (world: WorldState, { latencies }: MinuteTally): Measurement | undefined => {
  if (latencies.size === 0) return undefined;
  const noise = world.random.between(0.95, 1.05);
  const values = [...latencies].flatMap(([medianMs, answers]) =>
    DEVIATES.map(
      ([deviate, weight]) =>
        [(medianMs / 1000) * noise * Math.exp(world.constants.latencySpread * deviate), answers * weight] as const,
    ),
  );
  const seconds = values.map(([value]) => value);
  return {
    sum: values.reduce((sum, [value, weight]) => sum + value * weight, 0),
    minimum: Math.min(...seconds),
    maximum: Math.max(...seconds),
    count: [...latencies.values()].reduce((sum, answers) => sum + answers, 0),
    values,
  };
};

/** Over all tasks that ran, in percent. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/available-metrics.html */
const serviceMeasurements = (
  world: WorldState,
  service: ServiceState,
  { cpu, memory }: MinuteTally,
): readonly Measured[] => {
  if (cpu.count === 0) return [];
  const dimensions = { ClusterName: world.cluster.name, ServiceName: service.name };
  const { cpu: cpuNoise, memory: memoryNoise } = world.constants.utilisationNoise;
  const utilisation = (name: string, { sum, minimum, maximum, count }: Samples, noise: number): Measured => {
    const error = world.random.between(1 - noise, 1 + noise);
    const percent = (share: number): number => Math.min(100, 100 * share * error);
    return [
      { namespace: 'AWS/ECS', name, dimensions },
      { sum: percent(sum / count) * count, minimum: percent(minimum), maximum: percent(maximum), count },
    ];
  };
  return [utilisation('CPUUtilization', cpu, cpuNoise), utilisation('MemoryUtilization', memory, memoryNoise)];
};
