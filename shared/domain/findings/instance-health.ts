import { lastSegment } from '../model/arn.ts';
import type { ContainerInstance, FailedCheck } from '../model/container-instance.ts';
import type { Detection } from '../model/finding.ts';
import type { Observation } from '../model/observation.ts';
import { itemsOf } from '../model/part.ts';
import { pluralize } from '../model/plural.ts';
import type { FindingRule } from './rule.ts';

/**
 * ECS found a container instance IMPAIRED and replaces it: it is one of Managed Instances, whose auto repair does so unless the capacity
 * provider disables it, or it drains already.
 */
export const hostUnderRepair: FindingRule = ({ observation }) =>
  itemsOf(observation.containerInstances)
    .filter((instance) => isImpaired(instance) && isRepaired(instance, observation))
    .map((instance) => ({
      ...toDetection('host-under-repair', instance, observation),
      message: `${described(instance)}, and ECS ${isDraining(instance) ? 'drains' : 'replaces'} it`,
    }));

/** A container instance is IMPAIRED without a repair by ECS, drains, or has lost its agent. This alone is no fault. */
export const hostNotOk: FindingRule = ({ observation }) =>
  itemsOf(observation.containerInstances)
    .filter((instance) => isNotOk(instance) && !(isImpaired(instance) && isRepaired(instance, observation)))
    .map((instance) => ({
      ...toDetection('host-not-ok', instance, observation),
      message: `${described(instance)}; it runs ${pluralize(tasksOn(instance, observation), 'task')} of the service`,
    }));

const isImpaired = ({ health }: ContainerInstance): boolean => health === 'IMPAIRED';
const isDraining = ({ status }: ContainerInstance): boolean => status === 'DRAINING';
const isNotOk = (instance: ContainerInstance): boolean =>
  isImpaired(instance) || isDraining(instance) || instance.isAgentConnected === false;

const isRepaired = (instance: ContainerInstance, { tasks, stoppedTasks }: Observation): boolean =>
  isDraining(instance) ||
  [...itemsOf(tasks), ...itemsOf(stoppedTasks)].some(
    (task) => task.containerInstance === instance.arn && task.isOnManagedInstance === true,
  );

const tasksOn = ({ arn }: ContainerInstance, { tasks }: Observation): number =>
  itemsOf(tasks).filter(({ containerInstance }) => containerInstance === arn).length;

const toDetection = (
  id: 'host-under-repair' | 'host-not-ok',
  instance: ContainerInstance,
  { at }: Observation,
): Omit<Detection, 'message'> => {
  const since = instance.failedChecks.flatMap((check) => check.since ?? []);
  return {
    id,
    strength: 'hard',
    subject: lastSegment(instance.arn),
    at,
    ...(since.length > 0 && { since: Math.min(...since) }),
    numbers: {},
  };
};

const described = (instance: ContainerInstance): string => {
  const conditions = [
    ...(isImpaired(instance) ? [`is IMPAIRED${checksOf(instance)}`] : []),
    ...(isDraining(instance) ? ['is DRAINING'] : []),
    ...(instance.isAgentConnected === false ? ['has a disconnected agent'] : []),
  ];
  return `container instance ${lastSegment(instance.arn)} ${conditions.join(', ')}`;
};

const checksOf = ({ failedChecks }: ContainerInstance): string =>
  failedChecks.length === 0 ? '' : ` (${failedChecks.map(checkInWords).join('; ')})`;

const checkInWords = ({ type, reason }: FailedCheck): string => (reason === undefined ? type : `${type}: ${reason}`);
