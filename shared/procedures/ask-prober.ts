import { isRunning } from '#shared/domain/evidence/serving-tasks.ts';
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
 * Sends a work probe to every running task, on the port that the load balancer uses, and a connection probe to every dependency.
 * Makes no call when there is nothing to probe. Tasks that could not be listed are missing, not silent.
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
  return observed(
    tasks.at,
    tasks.value.filter(isRunning).flatMap((task) => addressOf(task, group) ?? []),
  );
};

/** Answers the task's registered port, or the port of the target group for a task that is not registered yet. */
const addressOf = ({ id, address }: Task, { port, targets }: BalancedTargetGroup): TasksToProbe[number] | undefined =>
  address === undefined
    ? undefined
    : { taskId: id, address, port: targets.find((target) => target.id === address)?.port ?? port };

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
