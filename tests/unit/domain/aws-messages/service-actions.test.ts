// Unit layer: the meaning of every published service action event.
import { SERVICE_ACTIONS } from '#shared/domain/aws-messages/service-actions.ts';
import { itKnows, type Published } from './published.ts';

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_events.html */
const PUBLISHED: Published = {
  none: {
    steady: [
      'SERVICE_STEADY_STATE',
      'TASKSET_STEADY_STATE',
      'CAPACITY_PROVIDER_STEADY_STATE',
      'SERVICE_DEPLOYMENT_COMPLETED',
    ],
    balanced: 'SERVICE_REBALANCING_COMPLETED',
  },
  'in-transition': {
    moving: ['SERVICE_DESIRED_COUNT_UPDATED', 'TASKS_STARTED', 'TASKS_STOPPED', 'SERVICE_DEPLOYMENT_IN_PROGRESS'],
    rebalancing: 'SERVICE_REBALANCING_STARTED',
  },
  unknown: {
    'starts-failing': ['SERVICE_DEPLOYMENT_FAILED', 'SERVICE_TASK_START_IMPAIRED'],
    'health-unknown': 'SERVICE_HEALTH_UNKNOWN',
  },
  'instance-unhealthy': {
    discovery: 'SERVICE_DISCOVERY_INSTANCE_UNHEALTHY',
    'health-check-failed': 'VPC_LATTICE_TARGET_UNHEALTHY',
  },
  'capacity-shortage': {
    'placement-failed': ['SERVICE_DAEMON_PLACEMENT_CONSTRAINT_VIOLATED', 'SERVICE_TASK_PLACEMENT_FAILURE'],
    'operations-throttled': ['ECS_OPERATION_THROTTLED', 'SERVICE_DISCOVERY_OPERATION_THROTTLED'],
  },
  'initialization-failure': { 'not-initialized': ['SERVICE_TASK_CONFIGURATION_FAILURE'] },
};

describe('a service action event', () => itKnows(PUBLISHED, SERVICE_ACTIONS));
