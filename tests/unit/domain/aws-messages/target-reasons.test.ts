// Unit layer: the meaning of every published reason code of target health.
import { TARGET_REASONS } from '#shared/domain/aws-messages/target-reasons.ts';
import { itKnows, type Published } from './published.ts';

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html */
const PUBLISHED: Published = {
  'in-transition': {
    moving: [
      'Elb.RegistrationInProgress',
      'Elb.InitialHealthChecking',
      'Target.NotRegistered',
      'Target.DeregistrationInProgress',
    ],
  },
  'load-balancer-fault': { 'load-balancer-error': ['Elb.InternalError'] },
  'instance-unhealthy': {
    'health-check-failed': ['Target.ResponseCodeMismatch', 'Target.Timeout', 'Target.FailedHealthChecks'],
  },
  'target-misconfiguration': { 'target-not-used': 'Target.NotInUse', 'target-unusable': ['Target.IpUnusable'] },
  'platform-maintenance': { 'host-lost': ['Target.InvalidState'] },
  none: { unchecked: ['Target.HealthCheckDisabled'] },
};

describe('a target reason code', () => itKnows(PUBLISHED, TARGET_REASONS));
