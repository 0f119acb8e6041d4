import { isRunning } from '#shared/domain/evidence/serving-tasks.ts';
import type { Task } from '#shared/domain/model/observation.ts';
import { itemsOf, missing, observed, type Part } from '#shared/domain/model/part.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import type { Instant } from '#shared/domain/model/time.ts';
import type { BalancedTargetGroup, ProbeReport, ProbeRequest } from '#shared/ports/observing.ts';
import type { Services } from '#shared/ports/services.ts';
import { because } from './read-parts.ts';

export interface Probed {
  readonly policy: ServicePolicy;
  readonly tasks: Part<readonly Task[]>;
  readonly targetGroups: Part<readonly BalancedTargetGroup[]>;
}

/**
 * Asks every running task for real work, on the port that the load balancer sends requests to, and every dependency for a
 * sign of life. Nobody is called when there is nobody to ask. Tasks that could not be listed are missing, not silent.
 */
export const probeService =
  ({ prober }: Pick<Services, 'prober'>) =>
  async ({ policy, tasks, targetGroups }: Probed, now: Instant): Promise<ProbeReport> => {
    const askable = tasksToAsk(tasks, targetGroups);
    const request = toRequest(policy, itemsOf(askable));
    const answer = isEmpty(request) ? nobodyAsked(now) : await ask(prober, request);
    return askable.state === 'observed' ? answer : { ...answer, tasks: askable };
  };

type TasksToAsk = ProbeRequest['tasks'];

const tasksToAsk = (
  tasks: Part<readonly Task[]>,
  targetGroups: Part<readonly BalancedTargetGroup[]>,
): Part<TasksToAsk> => {
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

/** Tasks are registered with a port each; one that is not registered yet will be with the group's. */
const addressOf = ({ id, address }: Task, { port, targets }: BalancedTargetGroup): TasksToAsk[number] | undefined =>
  address === undefined
    ? undefined
    : { taskId: id, address, port: targets.find((target) => target.id === address)?.port ?? port };

const toRequest = ({ name, probe, dependencies }: ServicePolicy, tasks: TasksToAsk): ProbeRequest => ({
  service: name,
  path: probe.path,
  timeoutMs: probe.timeoutMs,
  tasks,
  dependencies,
});

const isEmpty = ({ tasks, dependencies }: ProbeRequest): boolean => tasks.length === 0 && dependencies.length === 0;

const nobodyAsked = (now: Instant): ProbeReport => ({ tasks: observed(now, []), dependencies: observed(now, []) });

const ask = (prober: Services['prober'], request: ProbeRequest): Promise<ProbeReport> =>
  prober.probe(request).catch((error) => ({ tasks: because(error), dependencies: because(error) }));
