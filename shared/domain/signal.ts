import type { ServicePolicy } from './policy.ts';
import { type Instant, MINUTE } from './time.ts';

/** An event from outside, normalised: a hint to look, never a reason to act. Duplicates have the same id. */
export type Signal = Alarm | TaskChange | ServiceNotice | Unwatched | Unrecognised;

export interface Alarm {
  readonly kind: 'alarm';
  readonly id: string;
  readonly at: Instant;
  readonly name: string;
  readonly state: string;
  readonly suppressed: boolean;
  /** The dimensions of each metric that it watches; none for composite and log alarms. */
  readonly dimensions: readonly Readonly<Record<string, string>>[];
}

export interface TaskChange {
  readonly kind: 'task';
  readonly id: string;
  readonly at: Instant;
  readonly task: string;
  /** Absent for a task that belongs to no service. */
  readonly service?: ServiceReference;
  readonly lastStatus: string;
  readonly stoppedReason: string;
}

/** What ECS says about a service or one of its deployments. */
export interface ServiceNotice {
  readonly kind: 'service-action' | 'deployment';
  readonly id: string;
  readonly at: Instant;
  readonly service: ServiceReference;
  readonly name: string;
  /** INFO, WARN or ERROR; ECS may add others. */
  readonly severity: string;
}

/** An event of a kind that says nothing about a service's health. */
export interface Unwatched {
  readonly kind: 'unwatched';
  readonly name: string;
}

export interface Unrecognised {
  readonly kind: 'unrecognised';
}

export interface ServiceReference {
  /** Absent in ARNs of the old form. */
  readonly cluster?: string;
  readonly name: string;
}

/** Why a signal was not followed. */
export type DropReason =
  | 'unknown-shape'
  | 'not-watched'
  | 'too-old'
  | 'not-in-alarm'
  | 'suppressed'
  | 'says-nothing-wrong'
  | 'own-echo'
  | 'unknown-service'
  | 'duplicate';

type Watched = Exclude<Signal, Unwatched | Unrecognised>;

/** Lambda and EventBridge retry for hours; what was true ten minutes ago may have been put right since. */
const STALE_AFTER = 10 * MINUTE;

/** What our own calls carry in the reason that ECS shows. */
const OWN_MARK = 'ecs-medic';
/** ECS's words for a task that scale-in or a deployment took: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html */
const SCALED_IN = 'Scaling activity initiated by';

/** Whether a signal says that something may be wrong right now; if not, why not. */
export const isWorthALook = (
  signal: Signal,
  now: Instant,
): { readonly signal: Watched } | { readonly dropped: DropReason } => {
  if (signal.kind === 'unrecognised') return { dropped: 'unknown-shape' };
  if (signal.kind === 'unwatched') return { dropped: 'not-watched' };
  if (now - signal.at > STALE_AFTER) return { dropped: 'too-old' };
  const dropped = whyHarmless(signal);
  return dropped ? { dropped } : { signal };
};

const whyHarmless = (signal: Watched): DropReason | undefined => {
  switch (signal.kind) {
    case 'alarm':
      if (signal.state !== 'ALARM') return 'not-in-alarm';
      return signal.suppressed ? 'suppressed' : undefined;
    case 'task':
      if (signal.stoppedReason.startsWith(OWN_MARK)) return 'own-echo';
      return signal.lastStatus !== 'STOPPED' || signal.stoppedReason.startsWith(SCALED_IN)
        ? 'says-nothing-wrong'
        : undefined;
    case 'service-action':
    case 'deployment':
      return signal.severity === 'INFO' ? 'says-nothing-wrong' : undefined;
  }
};

/** What the check that follows a signal gives as its reason: `alarm:ecs-medic-prod-registry-elb-503`. */
export const becauseOf = (signal: Watched): string => {
  switch (signal.kind) {
    case 'alarm':
      return `alarm:${signal.name}`;
    case 'task':
      return `task:${signal.task}`;
    case 'service-action':
    case 'deployment':
      return `${signal.kind}:${signal.name}`;
  }
};

/** The services that a signal is about. An alarm on a load balancer is about every service behind it. */
export const servicesOf = (signal: Watched, policies: readonly ServicePolicy[]): readonly ServicePolicy[] => {
  switch (signal.kind) {
    case 'alarm':
      return servicesOfAlarm(signal, policies);
    case 'task':
    case 'service-action':
    case 'deployment':
      return signal.service ? policies.filter(isNamed(signal.service)) : [];
  }
};

const isNamed =
  ({ cluster, name }: ServiceReference) =>
  (policy: ServicePolicy): boolean =>
    lastOfArn(policy.service) === name && (cluster === undefined || lastOfArn(policy.cluster) === cluster);

const servicesOfAlarm = ({ name, dimensions }: Alarm, policies: readonly ServicePolicy[]): readonly ServicePolicy[] => {
  const ours = policies.filter((policy) => isOurAlarmOf(policy, name)).sort(longestNameFirst);
  return ours.length > 0 ? ours.slice(0, 1) : policies.filter((policy) => dimensions.some(watches(policy)));
};

/** Our alarms are named `ecs-medic-<stage>-<service>-<what>`; the longest service name that fits is the one that is meant. */
const isOurAlarmOf = ({ name }: ServicePolicy, alarm: string): boolean =>
  alarm.startsWith(`${OWN_MARK}-`) && alarm.indexOf(`-${name}-`, OWN_MARK.length + 1) > 0;

const longestNameFirst = (a: ServicePolicy, b: ServicePolicy): number => b.name.length - a.name.length;

const watches =
  ({ service, cluster, alarms }: ServicePolicy) =>
  (dimensions: Readonly<Record<string, string>>): boolean => {
    const { ServiceName, ClusterName, TargetGroup, LoadBalancer } = dimensions;
    if (ServiceName !== undefined) return ServiceName === lastOfArn(service) && ClusterName === lastOfArn(cluster);
    if (TargetGroup !== undefined) return TargetGroup === alarms?.targetGroup;
    return LoadBalancer !== undefined && LoadBalancer === alarms?.loadBalancer;
  };

/** `mlflow-registry` of `arn:aws:ecs:us-east-1:123456789012:service/ml-platform/mlflow-registry`; a plain name stays as it is. */
export const lastOfArn = (arnOrName: string): string => arnOrName.slice(arnOrName.lastIndexOf('/') + 1);

/** The service that an ARN names, with its cluster in ARNs of the new form. */
export const serviceOfArn = (arn: string): ServiceReference => {
  const [, cluster, name] = arn.split('/');
  return name === undefined ? { name: lastOfArn(arn) } : { name, ...(cluster !== undefined && { cluster }) };
};
