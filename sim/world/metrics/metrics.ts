import { type Instant, SECOND } from '#shared/domain/model/time.ts';
import type { MinuteTally, Samples } from '../load-balancer/traffic-tally.ts';
import type { ServiceState, WorldState } from '../state.ts';
import { latencyMeasurement } from './latency.ts';
import { type Dimensions, type Measurement, type MetricName, measured } from './metric-store.ts';

/**
 * Publishes one minute of traffic as CloudWatch metrics. They are sparse: request metrics only when there are requests, 5xx
 * counts only when there are errors, host counts only while targets are registered.
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

/** Measures a number of events, each with the value one; without events there is no data point. */
const countOf = (metric: MetricName, events: number): readonly Measured[] =>
  events === 0 ? [] : [[metric, { sum: events, minimum: 1, maximum: 1, count: events }]];

/** Measures the answers of the load balancer itself, which have no target group dimension. */
const loadBalancerMeasurements = ({ targetGroup }: ServiceState, tally: MinuteTally): readonly Measured[] => {
  const dimensions = { LoadBalancer: targetGroup.loadBalancer.metricName };
  return [
    ...countOf(applicationElb('HTTPCode_ELB_5XX_Count', dimensions), tally.elb502 + tally.elb503 + tally.elb504),
    ...countOf(applicationElb('HTTPCode_ELB_502_Count', dimensions), tally.elb502),
    ...countOf(applicationElb('HTTPCode_ELB_503_Count', dimensions), tally.elb503),
    ...countOf(applicationElb('HTTPCode_ELB_504_Count', dimensions), tally.elb504),
  ];
};

const targetMeasurements = (world: WorldState, service: ServiceState, tally: MinuteTally): readonly Measured[] => {
  const LoadBalancer = service.targetGroup.loadBalancer.metricName;
  const TargetGroup = service.targetGroup.metricName;
  const latencies = latencyMeasurement(world, tally);
  const perDimensions = [{ LoadBalancer }, { LoadBalancer, TargetGroup }].flatMap((dimensions) => [
    ...countOf(applicationElb('RequestCount', dimensions), tally.requests),
    ...countOf(applicationElb('HTTPCode_Target_2XX_Count', dimensions), tally.target2xx),
    ...countOf(applicationElb('HTTPCode_Target_4XX_Count', dimensions), tally.target4xx),
    ...countOf(applicationElb('HTTPCode_Target_5XX_Count', dimensions), tally.target5xx),
    ...countOf(applicationElb('TargetConnectionErrorCount', dimensions), tally.connectionErrors),
    ...(latencies ? [[applicationElb('TargetResponseTime', dimensions), latencies] as const] : []),
  ]);
  return [
    ...perDimensions,
    ...hostCount(applicationElb('HealthyHostCount', { LoadBalancer, TargetGroup }), tally.healthyHosts),
    ...hostCount(applicationElb('UnHealthyHostCount', { LoadBalancer, TargetGroup }), tally.unhealthyHosts),
    ...requestsPerTarget(applicationElb('RequestCountPerTarget', { TargetGroup }), tally),
  ];
};

const hostCount = (metric: MetricName, { count, ...rest }: Samples): readonly Measured[] =>
  count === 0 ? [] : [[metric, { ...rest, count }]];

const requestsPerTarget = (metric: MetricName, { requests, healthyHosts }: MinuteTally): readonly Measured[] => {
  const targets = Math.max(1, healthyHosts.sum / Math.max(1, healthyHosts.count));
  return requests === 0 ? [] : [[metric, measured(requests / targets)]];
};

/** Measures CPU and memory use over all running tasks (percent). https://docs.aws.amazon.com/AmazonECS/latest/developerguide/available-metrics.html */
const serviceMeasurements = (
  world: WorldState,
  service: ServiceState,
  { cpu, memory }: MinuteTally,
): readonly Measured[] => {
  if (cpu.count === 0) return [];
  const dimensions = { ClusterName: world.cluster.name, ServiceName: service.name };
  const { cpu: cpuNoise, memory: memoryNoise } = world.constants.utilisationNoise;
  const utilisation = (name: string, { sum, minimum, maximum, count }: Samples, noise: number): Measured => {
    const deviation = world.random.between(1 - noise, 1 + noise);
    const percent = (share: number): number => Math.min(100, 100 * share * deviation);
    return [
      { namespace: 'AWS/ECS', name, dimensions },
      { sum: percent(sum / count) * count, minimum: percent(minimum), maximum: percent(maximum), count },
    ];
  };
  return [utilisation('CPUUtilization', cpu, cpuNoise), utilisation('MemoryUtilization', memory, memoryNoise)];
};
