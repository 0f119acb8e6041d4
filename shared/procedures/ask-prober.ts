import { distinctPorts, type ProbedPorts, probedPorts } from '#shared/domain/evidence/probed-ports.ts';
import { isOnInstance, isRunning } from '#shared/domain/evidence/serving-tasks.ts';
import type { Task } from '#shared/domain/model/observation.ts';
import { itemsOf, missing, observed, type Part } from '#shared/domain/model/part.ts';
import { MOST_PROBED_PORTS, type PortProbe, type ServicePolicy } from '#shared/domain/model/policy.ts';
import type { Instant } from '#shared/domain/model/time.ts';
import type { BalancedTargetGroup, ProbedTask, ProbeReport, ProbeRequest } from '#shared/ports/observing.ts';
import type { Services } from '#shared/ports/services.ts';
import { missingFrom } from './read-parts.ts';

export interface Probed {
  readonly policy: ServicePolicy;
  readonly tasks: Part<readonly Task[]>;
  readonly targetGroups: Part<readonly BalancedTargetGroup[]>;
}

/**
 * Sends a work probe to every running task that has an address, on the ports that the load balancer uses, and a connection probe to
 * every dependency. Makes no call when there is nothing to probe. Tasks that could not be listed are missing, not silent.
 */
export const probeService =
  ({ prober }: Pick<Services, 'prober'>) =>
  async ({ policy, tasks, targetGroups }: Probed, now: Instant): Promise<ProbeReport> => {
    const probeable = tasksToProbe(policy, tasks, targetGroups);
    const request = toRequest(policy, withinDescriptors(itemsOf(probeable)));
    const answer = isEmpty(request) ? nothingProbed(now) : await ask(prober, request);
    return probeable.state === 'observed' ? answer : { ...answer, tasks: probeable };
  };

interface TaskToProbe extends Omit<ProbedTask, 'furtherPorts'> {
  readonly further: readonly PortProbe[];
}

const tasksToProbe = (
  { probe }: ServicePolicy,
  tasks: Part<readonly Task[]>,
  targetGroups: Part<readonly BalancedTargetGroup[]>,
): Part<readonly TaskToProbe[]> => {
  if (tasks.state !== 'observed') return tasks;
  if (targetGroups.state !== 'observed') return targetGroups;
  const [group] = targetGroups.value;
  if (group === undefined)
    return missing('not-configured', 'the service has no target group, so the port of its tasks is not known');
  const running = tasks.value.filter(isRunning);
  const reachable = running.filter((task) => !isOnInstance(task));
  return running.length > 0 && reachable.length === 0
    ? ON_INSTANCES
    : observed(
        tasks.at,
        reachable.flatMap((task) => toProbe(task, probedPorts(task, [group, ...targetGroups.value.slice(1)], probe))),
      );
};

const toProbe = ({ id, address }: Task, { first, further }: ProbedPorts): readonly TaskToProbe[] =>
  address === undefined ? [] : [{ taskId: id, address, port: first, further }];

/** ECS names the EC2 instance of a task in bridge or host networking, but not the address of the instance. */
const ON_INSTANCES = missing('not-configured', 'the tasks share the network of EC2 instances with unknown addresses');

const toRequest = ({ name, probe, dependencies }: ServicePolicy, tasks: readonly TaskToProbe[]): ProbeRequest => {
  const { path, timeoutMs, acceptedStatuses } = probe;
  const ports = portsToAsk(probe, tasks);
  return {
    service: name,
    path,
    timeoutMs,
    acceptedStatuses,
    ...(ports.length > 0 && { ports }),
    tasks: tasks.map((task) => toProbedTask(task, ports)),
    dependencies,
  };
};

/** Answers the request to each port, apart from first ports without an entry in medic.yml. */
const portsToAsk = ({ ports = [] }: ServicePolicy['probe'], tasks: readonly TaskToProbe[]): readonly PortProbe[] => {
  const overridden = ports.filter((entry) => tasks.some(({ port }) => port === entry.port));
  return distinctPorts([...overridden, ...tasks.flatMap(({ further }) => further)]).slice(0, MOST_PROBED_PORTS);
};

const toProbedTask = ({ further, ...task }: TaskToProbe, ports: readonly PortProbe[]): ProbedTask => {
  const furtherPorts = further.map(({ port }) => port).filter((port) => ports.some((asked) => asked.port === port));
  return { ...task, ...(furtherPorts.length > 0 && { furtherPorts }) };
};

/**
 * Each probe in flight holds a file descriptor, of which a function has 1,024. The tasks of a larger service are probed on their first
 * port only, as missing descriptors would look like failing tasks:
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const MOST_PROBES = 900;

const withinDescriptors = (tasks: readonly TaskToProbe[]): readonly TaskToProbe[] => {
  const further = tasks.reduce((sum, task) => sum + task.further.length, 0);
  return tasks.length + further <= MOST_PROBES ? tasks : tasks.map((task) => ({ ...task, further: [] }));
};

const isEmpty = ({ tasks, dependencies }: ProbeRequest): boolean => tasks.length === 0 && dependencies.length === 0;

const nothingProbed = (now: Instant): ProbeReport => ({ tasks: observed(now, []), dependencies: observed(now, []) });

const ask = (prober: Services['prober'], request: ProbeRequest): Promise<ProbeReport> =>
  prober.probe(request).catch((error) => ({ tasks: missingFrom(error), dependencies: missingFrom(error) }));
