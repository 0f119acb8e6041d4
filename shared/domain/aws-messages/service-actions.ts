import { ECS_GUIDE, type KnownText, rowsFrom } from './known-message.ts';

/** These rows match the `eventName` of service action events and of deployment state change events. */
export const SERVICE_ACTIONS: readonly KnownText[] = [
  ...rowsFrom(`${ECS_GUIDE}ecs_service_events.html`, [
    [/^(SERVICE|TASKSET|CAPACITY_PROVIDER)_STEADY_STATE$/, 'steady'],
    [/^SERVICE_DESIRED_COUNT_UPDATED$/, 'moving'],
    [/^TASKS_STOPPED$/, 'moving'],
    [/^SERVICE_TASK_START_IMPAIRED$/, 'starts-failing'],
    [/^SERVICE_DISCOVERY_INSTANCE_UNHEALTHY$/, 'discovery'],
    [/^VPC_LATTICE_TARGET_UNHEALTHY$/, 'health-check-failed'],
    [/^SERVICE_DAEMON_PLACEMENT_CONSTRAINT_VIOLATED$/, 'placement-failed'],
    [/^(ECS_OPERATION|SERVICE_DISCOVERY_OPERATION)_THROTTLED$/, 'operations-throttled'],
    [/^SERVICE_TASK_PLACEMENT_FAILURE$/, 'placement-failed'],
    [/^SERVICE_TASK_CONFIGURATION_FAILURE$/, 'not-initialized'],
    [/^SERVICE_HEALTH_UNKNOWN$/, 'health-unknown'],
  ]),
  ...rowsFrom(`${ECS_GUIDE}track-service-rebalancing.html`, [
    [/^SERVICE_REBALANCING_STARTED$/, 'rebalancing'],
    [/^SERVICE_REBALANCING_COMPLETED$/, 'balanced'],
    [/^TASKS_STARTED$/, 'moving'],
  ]),
  ...rowsFrom(`${ECS_GUIDE}ecs_service_deployment_events.html`, [
    [/^SERVICE_DEPLOYMENT_IN_PROGRESS$/, 'moving'],
    [/^SERVICE_DEPLOYMENT_COMPLETED$/, 'steady'],
    [/^SERVICE_DEPLOYMENT_FAILED$/, 'starts-failing'],
  ]),
];
