import type { Cause } from './cause.ts';

/** A meaning stands for all wordings of one AWS message or log line. */
export interface Meaning {
  /** The cause that it indicates; `none`, `intended` and `in-transition` are no faults. */
  readonly cause: Cause;
  /** True when a retry may succeed. ECS retries by itself, so such a failure has to happen twice to count. */
  readonly restartHelps: boolean;
  /** True when a revision may have introduced it (image, command, secrets, volumes), so that rolling back may cure it. */
  readonly ofRelease: boolean;
  /** The text for operators. */
  readonly message: string;
}

const ofRelease = (cause: Cause, message: string): Meaning => ({
  cause,
  restartHelps: false,
  ofRelease: true,
  message,
});
const forOperators = (cause: Cause, message: string): Meaning => ({
  cause,
  restartHelps: false,
  ofRelease: false,
  message,
});
const passing = (cause: Cause, message: string): Meaning => ({ cause, restartHelps: true, ofRelease: false, message });

/** The catalogue of meanings; docs/diagnosis.md lists the wordings of each. */
export const MEANINGS = {
  'image-missing': ofRelease('image-unavailable', 'the image or its tag does not exist'),
  'image-refused': ofRelease('image-unavailable', 'the registry refuses the pull'),
  'image-unfit': ofRelease('image-unavailable', 'the image does not match the platform'),
  'image-too-large': ofRelease('image-unavailable', 'the image does not fit on the disk'),
  'image-not-pulled': ofRelease('image-unavailable', 'the image cannot be pulled'),
  'image-rate-limited': passing('image-unavailable', 'the registry throttles image pulls'),
  'registry-unreachable': forOperators('network-path', 'the task cannot reach the registry'),
  'configuration-unreachable': forOperators('network-path', 'the task cannot reach a service that it needs to start'),
  'names-unresolved': forOperators('network-path', 'the names of the dependencies do not resolve'),
  'role-refused': ofRelease('initialization-failure', 'the execution role lacks a permission that the task needs'),
  'secret-unusable': ofRelease('initialization-failure', 'a secret does not exist or lacks the requested key'),
  'environment-file-unusable': ofRelease('initialization-failure', 'an environment file cannot be read'),
  'logging-not-ready': ofRelease('initialization-failure', 'the log driver cannot start; the log group may be missing'),
  'volume-not-mounted': ofRelease('initialization-failure', 'a volume cannot be created or mounted'),
  'command-invalid': ofRelease('initialization-failure', 'the command of the container cannot be run'),
  'not-initialized': ofRelease('initialization-failure', 'the task could not be initialized'),
  'container-not-started': passing('initialization-failure', 'the container runtime could not start the container'),
  'addresses-used-up': forOperators(
    'capacity-shortage',
    'no network interface is available; the subnet may be out of addresses',
  ),
  'capacity-missing': forOperators('capacity-shortage', 'there is no capacity for the task'),
  'quota-reached': forOperators('capacity-shortage', 'a quota of the account is used up'),
  'agent-disconnected': forOperators('capacity-shortage', 'the agent of the container instance is not connected'),
  'placement-failed': forOperators('capacity-shortage', 'the scheduler cannot place a task'),
  'operations-throttled': passing('capacity-shortage', 'the calls of the scheduler are throttled'),
  'configuration-blocks': forOperators(
    'capacity-shortage',
    'the deployment configuration allows ECS neither to start nor to stop a task',
  ),
  'starts-failing': forOperators('unknown', 'tasks fail to start repeatedly; their stop reasons say why'),
  'platform-error': passing('platform-maintenance', 'AWS had an internal error; ECS retries'),
  'host-in-trouble': passing('platform-maintenance', 'the container runtime of the host does not answer'),
  'host-lost': forOperators('platform-maintenance', 'the host of the task was lost; ECS replaces the task'),
  maintenance: forOperators('platform-maintenance', 'AWS retires the host of the task; ECS replaces the task'),
  'spot-reclaimed': forOperators('platform-maintenance', 'AWS reclaimed the Spot capacity; ECS replaces the task'),
  'out-of-memory': forOperators('out-of-memory', 'the container used more memory than it may'),
  'ended-with-error': forOperators('crash-loop', 'the process exited with an error'),
  killed: forOperators('crash-loop', 'the process was killed; no message names memory as the reason'),
  crashed: passing('crash-loop', 'the process crashed'),
  'health-check-failed': forOperators('instance-unhealthy', 'the task failed its health checks; ECS replaces it'),
  'check-answered-otherwise': forOperators(
    'target-misconfiguration',
    'every task answers the health check with an unexpected status code',
  ),
  'check-answers-5xx': forOperators(
    'target-misconfiguration',
    'serving tasks answer the health check with a server error; the check may ask a dependency',
  ),
  'check-refused': forOperators(
    'target-misconfiguration',
    'serving tasks refuse the health check; its port may be wrong',
  ),
  'check-unanswered': forOperators('network-path', 'the health check does not reach serving tasks'),
  'connections-cut': forOperators(
    'target-misconfiguration',
    'healthy tasks close connections that the load balancer keeps; its idle timeout may be longer than their keep-alive',
  ),
  'target-unusable': forOperators('target-misconfiguration', 'the load balancer cannot use the address of the target'),
  'target-not-used': forOperators('target-misconfiguration', 'no listener uses the target group, or not in this zone'),
  'target-group-missing': forOperators('target-misconfiguration', 'the target group or the target is gone'),
  'load-balancer-error': forOperators('load-balancer-fault', 'the load balancer had an internal error'),
  discovery: forOperators('instance-unhealthy', 'service discovery marks a task as unhealthy'),
  'health-unknown': forOperators('unknown', 'ECS does not know the health of the tasks'),
  moving: forOperators('in-transition', 'tasks are starting, stopping, registering or draining'),
  rebalancing: forOperators('in-transition', 'ECS moves tasks between Availability Zones'),
  'rolling-back': forOperators('in-transition', 'ECS rolls back to an earlier revision'),
  'scaled-in': forOperators('intended', 'the scheduler stopped the task for a smaller count or a deployment'),
  'stopped-by-person': forOperators('intended', 'an operator stopped the task'),
  'protected-from-scale-in': forOperators('intended', 'tasks are protected, so ECS cannot scale in'),
  orderly: forOperators('none', 'the process exited normally'),
  steady: forOperators('none', 'the service has reached a steady state'),
  balanced: forOperators('none', 'the tasks are spread evenly over the Availability Zones'),
  unchecked: forOperators('none', 'the target is not health-checked'),
  'workers-time-out': forOperators(
    'unknown',
    'worker processes hang and are restarted inside the task; no message says why',
  ),
  'worker-killed': forOperators('unknown', 'worker processes are killed; no message names memory as the reason'),
  'pool-exhausted': forOperators('unknown', 'all connections of the pool are in use'),
  'dependency-refuses': forOperators('dependency-down', 'a dependency refuses the credentials or the connection'),
  'dependency-unreached': forOperators('dependency-down', 'a dependency cannot be reached'),
  'schema-outdated': ofRelease('initialization-failure', 'the database schema does not match the release'),
  'connections-used-up': forOperators(
    'unknown',
    'a dependency accepts no more connections, because all of them are in use',
  ),
  'disk-full': forOperators('unknown', 'a disk is full'),
  'file-descriptors-used-up': forOperators(
    'unknown',
    'the process has no free file descriptor, so it can neither accept nor open connections',
  ),
  'credentials-expired': forOperators('unknown', 'the credentials have expired'),
  'database-read-only': forOperators(
    'unknown',
    'the database accepts reads only; the connection may lead to a replica',
  ),
  'breaker-opened': forOperators('unknown', 'a circuit breaker has opened'),
} as const satisfies Record<string, Meaning>;

export type MeaningId = keyof typeof MEANINGS;

export const meaningOf = (id: MeaningId): Meaning => MEANINGS[id];

/** The meanings that a line of a service's own logs can have. */
export const LOG_MEANINGS = [
  'workers-time-out',
  'worker-killed',
  'out-of-memory',
  'pool-exhausted',
  'dependency-refuses',
  'dependency-unreached',
  'names-unresolved',
  'schema-outdated',
  'connections-used-up',
  'disk-full',
  'file-descriptors-used-up',
  'credentials-expired',
  'database-read-only',
  'breaker-opened',
] as const satisfies readonly MeaningId[];

export type LogMeaning = (typeof LOG_MEANINGS)[number];
