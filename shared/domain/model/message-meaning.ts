import type { Cause } from './cause.ts';

/** What a text of AWS means, whatever words it is told in. */
export interface Meaning {
  /** What it speaks for: `none`, `intended` and `in-transition` where it speaks of no fault. */
  readonly cause: Cause;
  /** Whether trying again, elsewhere or later, may do; ECS tries by itself, so this one has to happen twice to count. */
  readonly restartHelps: boolean;
  /** Whether a new revision may have brought it, so that going back may cure it: its image, command, secrets, volumes. */
  readonly ofRelease: boolean;
  /** For people. */
  readonly says: string;
}

const ofRelease = (cause: Cause, says: string): Meaning => ({ cause, restartHelps: false, ofRelease: true, says });
const forPeople = (cause: Cause, says: string): Meaning => ({ cause, restartHelps: false, ofRelease: false, says });
const passing = (cause: Cause, says: string): Meaning => ({ cause, restartHelps: true, ofRelease: false, says });

/** The catalogue of meanings; docs/diagnosis.md has the texts of each. */
export const MEANINGS = {
  'image-missing': ofRelease('image-unavailable', 'the image or its tag does not exist'),
  'image-refused': ofRelease('image-unavailable', 'the registry does not let the task have the image'),
  'image-unfit': ofRelease('image-unavailable', 'the image is not made for this platform'),
  'image-too-large': ofRelease('image-unavailable', 'the image does not fit on the disk'),
  'image-not-pulled': ofRelease('image-unavailable', 'the image cannot be pulled'),
  'image-rate-limited': passing('image-unavailable', 'the registry limits how often images are pulled'),
  'registry-unreachable': forPeople('network-path', 'the task has no way to the registry'),
  'configuration-unreachable': forPeople('network-path', 'the task has no way to what it needs at its start'),
  'names-unresolved': forPeople('network-path', 'the names of the dependencies do not resolve'),
  'role-refused': ofRelease('initialization-failure', 'the execution role may not read what the task needs'),
  'secret-unusable': ofRelease(
    'initialization-failure',
    'a secret does not exist or has not the form that is asked for',
  ),
  'environment-file-unusable': ofRelease('initialization-failure', 'a file of environment variables cannot be had'),
  'logging-not-ready': ofRelease('initialization-failure', 'the log driver cannot start; the log group may be missing'),
  'volume-not-mounted': ofRelease('initialization-failure', 'a volume cannot be created or mounted'),
  'command-invalid': ofRelease('initialization-failure', 'the command of the container cannot be run'),
  'not-initialized': ofRelease('initialization-failure', 'the task could not be prepared'),
  'container-not-started': passing('initialization-failure', 'the container runtime could not start the container'),
  'addresses-used-up': forPeople(
    'capacity-shortage',
    'no network interface can be had; the subnet may be out of addresses',
  ),
  'capacity-missing': forPeople('capacity-shortage', 'there is no room for the task'),
  'quota-reached': forPeople('capacity-shortage', 'a quota of the account is used up'),
  'agent-disconnected': forPeople('capacity-shortage', 'the agent of the container instance is not connected'),
  'placement-failed': forPeople('capacity-shortage', 'the scheduler cannot place a task'),
  'operations-throttled': passing('capacity-shortage', 'the calls of the scheduler are throttled'),
  'configuration-blocks': forPeople(
    'capacity-shortage',
    'the deployment configuration lets ECS neither start nor stop a task',
  ),
  'starts-failing': forPeople('unknown', 'tasks fail to start again and again; their own reasons say why'),
  'platform-error': passing('platform-maintenance', 'AWS failed inside; ECS tries again'),
  'host-in-trouble': passing('platform-maintenance', 'the container runtime of the host does not answer'),
  'host-lost': forPeople('platform-maintenance', 'the host of the task is gone; ECS replaces it'),
  maintenance: forPeople('platform-maintenance', 'AWS retires the host of the task; ECS replaces it'),
  'spot-reclaimed': forPeople('platform-maintenance', 'AWS took the Spot capacity back; ECS replaces the task'),
  'out-of-memory': forPeople('out-of-memory', 'the container used more memory than it may'),
  'ended-with-error': forPeople('crash-loop', 'the process ended itself with an error'),
  killed: forPeople('crash-loop', 'the process was killed; nothing says that it was for its memory'),
  crashed: passing('crash-loop', 'the process crashed'),
  'health-check-failed': forPeople('instance-unhealthy', 'the task failed its health checks; ECS replaces it'),
  'check-answered-otherwise': forPeople(
    'target-misconfiguration',
    'every task answers the health check, with another code than is asked for',
  ),
  'check-refused': forPeople(
    'target-misconfiguration',
    'tasks that work refuse the health check; its port may be wrong',
  ),
  'check-unanswered': forPeople('network-path', 'the health check does not get through to tasks that work'),
  'connections-cut': forPeople(
    'target-misconfiguration',
    'healthy tasks close connections that the load balancer keeps; its idle timeout may be longer than their keep-alive',
  ),
  'target-unusable': forPeople('target-misconfiguration', 'the load balancer cannot use the address of the target'),
  'target-not-used': forPeople('target-misconfiguration', 'no listener uses the target group, or not in this zone'),
  'target-group-missing': forPeople('target-misconfiguration', 'the target group or the target is gone'),
  'load-balancer-error': forPeople('load-balancer-fault', 'the load balancer failed inside'),
  discovery: forPeople('instance-unhealthy', 'service discovery holds a task to be unhealthy'),
  'health-unknown': forPeople('unknown', 'ECS cannot tell how the tasks are'),
  moving: forPeople('in-transition', 'tasks start, stop, register or drain'),
  'rolling-back': forPeople('in-transition', 'ECS goes back to an earlier revision'),
  'scaled-in': forPeople('intended', 'the scheduler stopped the task for a smaller count or a deployment'),
  'stopped-by-person': forPeople('intended', 'somebody stopped the task'),
  'protected-from-scale-in': forPeople('intended', 'tasks are protected, so ECS cannot scale in'),
  orderly: forPeople('none', 'the process ended in good order'),
  steady: forPeople('none', 'the service has what it wants'),
  unchecked: forPeople('none', 'the target is not health-checked'),
  'workers-time-out': forPeople('unknown', 'worker processes hang and are replaced inside the task; nothing says why'),
  'worker-killed': forPeople('unknown', 'worker processes are killed; nothing says that it is for their memory'),
  'pool-exhausted': forPeople('unknown', 'all connections of the pool are in use'),
  'dependency-refuses': forPeople('dependency-down', 'a dependency refuses the credentials or the connection'),
  'dependency-unreached': forPeople('dependency-down', 'a dependency cannot be reached'),
  'schema-outdated': ofRelease(
    'initialization-failure',
    'the schema of the database is not the one that the release needs',
  ),
  'breaker-opened': forPeople('unknown', 'a circuit breaker has opened'),
} as const satisfies Record<string, Meaning>;

export type MeaningId = keyof typeof MEANINGS;

export const meaningOf = (id: MeaningId): Meaning => MEANINGS[id];

/** What a line of a service's own logs can mean, whatever its words; each is a meaning of the catalogue. */
export const LOG_MEANINGS = [
  'workers-time-out',
  'worker-killed',
  'out-of-memory',
  'pool-exhausted',
  'dependency-refuses',
  'dependency-unreached',
  'names-unresolved',
  'schema-outdated',
  'breaker-opened',
] as const satisfies readonly MeaningId[];

export type LogMeaning = (typeof LOG_MEANINGS)[number];
