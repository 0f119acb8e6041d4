/** What the names of all that the medic is deployed as begin with: roles, functions, queues, alarms. */
export const RESOURCE_PREFIX = 'ecs-medic-';

/** The name of one of them: `ecs-medic-prod-recovery`; of the table, which has no more to it, `ecs-medic-prod`. */
export const resourceName = (stage: string, rest?: string): string =>
  `${RESOURCE_PREFIX}${rest === undefined ? stage : `${stage}-${rest}`}`;
