import type { ZodMiniType } from 'zod/mini';
import { CheckEvent } from './schemas/check.ts';
import { ProbeMessage } from './schemas/probe-request.ts';
import { AlertRequest, AssessRequest, StepRequest } from './schemas/recovery-steps.ts';
import { RemediationRequest } from './schemas/remediation-request.ts';
import { ScheduledEvent } from './schemas/scheduled-event.ts';

/** Maps each message of ecs-medic in events/samples to its schema. */
export const SAMPLE_SCHEMAS: Readonly<Record<string, ZodMiniType>> = {
  'alert-request.json': AlertRequest,
  'assess-request.json': AssessRequest,
  'check-delivery.json': CheckEvent,
  'check-request.json': CheckEvent,
  'probe-request.json': ProbeMessage,
  'remediation-request.json': RemediationRequest,
  'scheduled-event.json': ScheduledEvent,
  'step-request.json': StepRequest,
};

/** Maps each AWS event in events/samples to its kind in the catalogue. */
export const SAMPLE_KINDS: Readonly<Record<string, string>> = {
  'alarm-action-after-suppression.json': 'alarm-action',
  'alarm-action.json': 'alarm-action',
  'alarm-actions-disabled.json': 'alarm',
  'alarm-anomaly.json': 'alarm',
  'alarm-composite-suppressed.json': 'alarm',
  'alarm-composite.json': 'alarm',
  'alarm-configuration-change.json': 'alarm-configuration',
  'alarm-contributor.json': 'alarm-contributor',
  'alarm-hand-set.json': 'alarm',
  'alarm-log.json': 'alarm',
  'alarm-math.json': 'alarm',
  'alarm-message.json': 'alarm-notification',
  'alarm-muted.json': 'alarm',
  'alarm-resolved.json': 'alarm',
  'alarm-state-change.json': 'alarm',
  'container-instance.json': 'container-instance',
  'deployment-rollback.json': 'deployment',
  'deployment-state-change.json': 'deployment',
  'health-issue.json': 'health',
  'health-scheduled-change.json': 'health',
  'instance-launch-unsuccessful.json': 'instance-scaling',
  'recovery-failed.json': 'recovery',
  'scaled-to-max.json': 'scaling',
  'scheduled-event.json': 'schedule',
  'service-action.json': 'service-action',
  'sns-notification.json': 'alarm-notification',
  'spot-instance-warning.json': 'spot-instance',
  'task-failed-to-start.json': 'task',
  'task-spot-warning.json': 'task',
  'task-state-change.json': 'task',
};
