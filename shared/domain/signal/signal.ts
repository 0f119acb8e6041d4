import { lastSegment } from '../model/arn.ts';
import type { StoppedTask } from '../model/observation.ts';
import type { ServicePolicy } from '../model/policy.ts';
import { RESOURCE_PREFIX } from '../model/resource-names.ts';
import { type Instant, MINUTE } from '../model/time.ts';

/** A signal is a normalised event from outside: a hint to check a service, never a reason to act. */
export interface Signal {
  /** The row of the event catalogue that recognised it. */
  readonly kind: string;
  /** The trigger of the check that follows: `alarm:ecs-medic-prod-registry-elb-503`. */
  readonly name: string;
  /** Duplicates share an id, as do the versions of one item where AWS counts versions. */
  readonly id: string;
  /** Grows with each change of the item. */
  readonly version?: number;
  /** The time of the event; absent where the event has none. */
  readonly at?: Instant;
  readonly about: readonly Subject[];
  /** The reason why such a signal never leads to a check. */
  readonly harmless?: DropReason;
  /** The stopped task that the event describes; stored whether the signal leads to a check or not. */
  readonly stoppedTask?: StoppedTask;
}

/** The subject of a signal, from which its services follow. */
export type Subject =
  /** A service by its name in ECS; the cluster is absent in ARNs of the old format. */
  | { readonly kind: 'service'; readonly cluster?: string; readonly name: string }
  /** A service by its name in medic.yml. */
  | { readonly kind: 'watched'; readonly name: string }
  /** An alarm and the alarms that triggered it, by name, with the dimensions of each metric. */
  | {
      readonly kind: 'alarm';
      readonly names: readonly string[];
      readonly dimensions: readonly Readonly<Record<string, string>>[];
    };

/** The catalogue of reasons why a signal is dropped; docs/signals.md quotes it. */
export const DROP_REASONS = {
  'unknown-shape': 'the event has no known shape',
  'not-watched': 'events of this kind report nothing about the health of a service',
  'not-in-alarm': 'the alarm is not in ALARM',
  suppressed: 'the actions of the alarm are muted, suppressed or disabled',
  'reports-no-fault': 'the event reports a normal state',
  announced: 'the event announces a change; its effects arrive as events of their own',
  'own-echo': 'the event reports an action of the medic itself',
  undated: 'the event has no time, so it may be outdated',
  'too-old': 'the event is older than ten minutes, so it may be outdated',
  'unknown-service': 'the event concerns no service in medic.yml',
  duplicate: 'the event was received before',
  'stale-version': 'a newer version was received before',
} as const satisfies Record<string, string>;

export type DropReason = keyof typeof DROP_REASONS;

export type SignalJudgement =
  | { readonly kind: 'check'; readonly services: readonly string[] }
  | { readonly kind: 'drop'; readonly reason: DropReason };

/** Lambda and EventBridge retry for hours; an event of ten minutes ago may be outdated. */
const STALE_AFTER = 10 * MINUTE;

/** Judges whether a signal calls for a check right now, and of which services; duplicates are handled elsewhere. */
export const judgeSignal = (signal: Signal, policies: readonly ServicePolicy[], now: Instant): SignalJudgement => {
  const reason = signal.harmless ?? whyUntimely(signal, now);
  if (reason) return { kind: 'drop', reason };
  const services = servicesAbout(signal, policies);
  return services.length === 0 ? { kind: 'drop', reason: 'unknown-service' } : { kind: 'check', services };
};

/** Answers the services of medic.yml that a signal concerns, each once. */
export const servicesAbout = ({ about }: Signal, policies: readonly ServicePolicy[]): readonly string[] => [
  ...new Set(about.flatMap((subject) => servicesOf(subject, policies)).map(({ name }) => name)),
];

const whyUntimely = ({ at }: Signal, now: Instant): DropReason | undefined => {
  if (at === undefined) return 'undated';
  return now - at > STALE_AFTER ? 'too-old' : undefined;
};

/** An alarm on a load balancer concerns every service behind it. */
const servicesOf = (subject: Subject, policies: readonly ServicePolicy[]): readonly ServicePolicy[] => {
  switch (subject.kind) {
    case 'service':
      return policies.filter(
        ({ service, cluster }) =>
          lastSegment(service) === subject.name &&
          (subject.cluster === undefined || lastSegment(cluster) === subject.cluster),
      );
    case 'watched':
      return policies.filter(({ name }) => name === subject.name);
    case 'alarm': {
      const ours = subject.names.flatMap((name) => servicesOfOurAlarm(name, policies));
      return ours.length > 0 ? ours : policies.filter((policy) => subject.dimensions.some(watches(policy)));
    }
  }
};

/** The medic's own alarms are named `ecs-medic-<stage>-<service>-<what>`; the longest service name that fits is the right one. */
const servicesOfOurAlarm = (alarm: string, policies: readonly ServicePolicy[]): readonly ServicePolicy[] => {
  if (!alarm.startsWith(RESOURCE_PREFIX)) return [];
  const fitting = policies.filter(({ name }) => alarm.indexOf(`-${name}-`, RESOURCE_PREFIX.length) > 0);
  return fitting.sort((a, b) => b.name.length - a.name.length).slice(0, 1);
};

const watches =
  ({ service, cluster, alarms }: ServicePolicy) =>
  ({ ServiceName, ClusterName, TargetGroup, LoadBalancer }: Readonly<Record<string, string>>): boolean => {
    if (ServiceName !== undefined) return ServiceName === lastSegment(service) && ClusterName === lastSegment(cluster);
    if (TargetGroup !== undefined) return TargetGroup === alarms?.targetGroup;
    return LoadBalancer !== undefined && LoadBalancer === alarms?.loadBalancer;
  };

/** Answers the service of an ARN, `arn:aws:ecs:us-east-1:123456789012:service/ml-platform/mlflow-registry`, or of the part after the account. */
export const serviceInArn = (arn: string): Subject => {
  const [, cluster, name] = arn.split('/');
  return name === undefined || cluster === undefined
    ? { kind: 'service', name: lastSegment(arn) }
    : { kind: 'service', cluster, name };
};
