/** What the names of all that the medic is deployed as begin with: roles, functions, queues, alarms. */
export const OWN_PREFIX = 'ecs-medic-';
