import type { TargetGroup, Task } from '../model/observation.ts';
import { type PortProbe, PROBE_PATH, type ProbePolicy } from '../model/policy.ts';
import { parseStatusCodes } from '../model/status-codes.ts';
import { isDraining, isTargetOf } from './serving-tasks.ts';

export interface ProbedPorts {
  /** The port of the first target group in which the task is registered, or of the first one for a task that is in none yet. */
  readonly first: number;
  /** The other ports on which the load balancer sends it requests, with what each is asked. */
  readonly further: readonly PortProbe[];
}

/**
 * Answers the ports on which a task gets a work probe, each once. medic.yml says what a further port is asked. Without an entry the
 * port gets the request of its own health check, and none where that does not tell what is spoken there.
 */
export const probedPorts = (
  task: Task,
  groups: readonly [TargetGroup, ...TargetGroup[]],
  { ports = [] }: ProbePolicy,
): ProbedPorts => {
  const registered = groups.flatMap((group) => {
    const target = group.targets.find((each) => isTargetOf(task, each));
    return target === undefined ? [] : [{ group, target }];
  });
  const first = registered[0]?.target.port ?? groups[0].port;
  const probes = registered
    .filter(({ target }) => target.port !== first && !isDraining(target))
    .flatMap(({ group, target: { port } }) => ports.find((entry) => entry.port === port) ?? healthCheckOf(group, port));
  return { first, further: distinctPorts(probes) };
};

/** Answers one probe of each port, the first one. */
export const distinctPorts = (probes: readonly PortProbe[]): readonly PortProbe[] =>
  probes.filter(({ port }, index) => probes.findIndex((probe) => probe.port === port) === index);

/**
 * Answers the request of the group's health check. The prober speaks HTTP/1.1 without TLS, and asks only what the load balancer asks
 * on the same port. Nothing is guessed for a path or statuses that AWS does not tell.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroup.html
 */
const healthCheckOf = (group: TargetGroup, port: number): readonly PortProbe[] => {
  const { path = '', codes = '', port: checked } = group.healthCheck;
  const isSpoken = group.protocol === 'HTTP' && group.protocolVersion === 'HTTP1';
  const isSamePort = checked === 'traffic-port' || checked === String(port);
  const isUsable = PROBE_PATH.test(path) && parseStatusCodes(codes) !== undefined;
  return isSpoken && isSamePort && isUsable ? [{ port, path, acceptedStatuses: codes }] : [];
};
