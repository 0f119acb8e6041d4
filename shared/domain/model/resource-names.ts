/** The prefix of all deployed resources: roles, functions, queues, alarms. */
export const RESOURCE_PREFIX = 'ecs-medic-';

/** Answers the name of a deployed resource: `ecs-medic-prod-recovery`; `ecs-medic-prod` for the table. */
export const resourceName = (stage: string, rest?: string): string =>
  `${RESOURCE_PREFIX}${rest === undefined ? stage : `${stage}-${rest}`}`;
