import type { ZodType } from 'zod';
import { CheckEvent } from './schemas/check.ts';
import { AlarmAction, AlarmStateChange } from './schemas/cloudwatch-alarm.ts';
import { DeploymentStateChange, ServiceAction, TaskStateChange } from './schemas/ecs-events.ts';
import { ProbeMessage } from './schemas/probe-request.ts';
import { AlertRequest, AssessRequest, StepRequest } from './schemas/recovery-steps.ts';
import { RemediationRequest } from './schemas/remediation-request.ts';
import { ScheduledEvent } from './schemas/scheduled-event.ts';
import { SnsNotification } from './schemas/sns-notification.ts';

/** Which schema each file of events/samples is a sample of. */
export const SAMPLE_SCHEMAS: Readonly<Record<string, ZodType>> = {
  'alarm-action.json': AlarmAction,
  'alarm-state-change.json': AlarmStateChange,
  'alert-request.json': AlertRequest,
  'assess-request.json': AssessRequest,
  'check-delivery.json': CheckEvent,
  'check-request.json': CheckEvent,
  'deployment-state-change.json': DeploymentStateChange,
  'probe-request.json': ProbeMessage,
  'remediation-request.json': RemediationRequest,
  'scheduled-event.json': ScheduledEvent,
  'service-action.json': ServiceAction,
  'sns-notification.json': SnsNotification,
  'step-request.json': StepRequest,
  'task-state-change.json': TaskStateChange,
};
