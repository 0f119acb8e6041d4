import { isOnInstance, isRunning, isTargetOf } from '#shared/domain/evidence/serving-tasks.ts';
import type { Task } from '#shared/domain/model/observation.ts';
import { itemsOf, missing, observed, type Part } from '#shared/domain/model/part.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import type { Instant } from '#shared/domain/model/time.ts';
import type { BalancedTargetGroup, ProbeReport, ProbeRequest } from '#shared/ports/observing.ts';
import type { Services } from '#shared/ports/services.ts';
import { missingFrom } from './read-parts.ts';

export interface Probed {
  readonly policy: ServicePolicy;
  readonly tasks: Part<readonly Task[]>;
  readonly targetGroups: Part<readonly BalancedTargetGroup[]>;
}

/**
 * Sends a work probe to every running task that has an address, on the port that the load balancer uses, and a connection probe to
 * every dependency. A task in several target groups is probed on the port of the first one, because the others may speak another
 * protocol. Makes no call when there is nothing to probe. Tasks that could not be listed are missing, not silent.
 */
export const probeService =
  ({ prober }: Pick<Services, 'prober'>) =>
  async ({ policy, tasks, targetGroups }: Probed, now: Instant): Promise<ProbeReport> => {
    const probeable = tasksToProbe(tasks, targetGroups);
    const request = toRequest(policy, itemsOf(probeable));
    const answer = isEmpty(request) ? nothingProbed(now) : await ask(prober, request);
    return probeable.state === 'observed' ? answer : { ...answer, tasks: probeable };
  };

type TasksToProbe = ProbeRequest['tasks'];

const tasksToProbe = (
  tasks: Part<readonly Task[]>,
  targetGroups: Part<readonly BalancedTargetGroup[]>,
): Part<TasksToProbe> => {
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
        reachable.flatMap((task) => addressOf(task, [group, ...targetGroups.value])),
      );
};

/** ECS names the EC2 instance of a task in bridge or host networking, but not the address of the instance. */
const ON_INSTANCES = missing('not-configured', 'the tasks share the network of EC2 instances with unknown addresses');

/** Answers the task's registered port, or the port of the first target group for a task that is not registered yet. */
const addressOf = (task: Task, groups: readonly [BalancedTargetGroup, ...BalancedTargetGroup[]]): TasksToProbe => {
  const { id: taskId, address } = task;
  const own = groups.flatMap(({ targets }) => targets.filter((target) => isTargetOf(task, target)));
  return address === undefined ? [] : [{ taskId, address, port: own[0]?.port ?? groups[0].port }];
};

const toRequest = ({ name, probe, dependencies }: ServicePolicy, tasks: TasksToProbe): ProbeRequest => ({
  service: name,
  path: probe.path,
  timeoutMs: probe.timeoutMs,
  acceptedStatuses: probe.acceptedStatuses,
  tasks,
  dependencies,
});

const isEmpty = ({ tasks, dependencies }: ProbeRequest): boolean => tasks.length === 0 && dependencies.length === 0;

const nothingProbed = (now: Instant): ProbeReport => ({ tasks: observed(now, []), dependencies: observed(now, []) });

const ask = (prober: Services['prober'], request: ProbeRequest): Promise<ProbeReport> =>
  prober.probe(request).catch((error) => ({ tasks: missingFrom(error), dependencies: missingFrom(error) }));
