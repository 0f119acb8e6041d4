import { type Instant, MINUTE, SECOND } from '#shared/domain/model/time.ts';

/** 2026-11-23T10:00:00Z: the present of every builder. */
export const NOW: Instant = Date.UTC(2026, 10, 23, 10);

export const secondsAgo = (seconds: number): Instant => NOW - seconds * SECOND;
export const minutesAgo = (minutes: number): Instant => NOW - minutes * MINUTE;

/** The start of the newest minute that CloudWatch shows. */
export const NEWEST: Instant = minutesAgo(2);

export const ECS_ARN = 'arn:aws:ecs:us-east-1:123456789012';

/** The task definition that the service runs, and the one before it. */
export const REVISION = `${ECS_ARN}:task-definition/mlflow-registry:42`;
export const OLDER_REVISION = `${ECS_ARN}:task-definition/mlflow-registry:41`;

export const TARGET_GROUP_ARN =
  'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/mlflow-registry/73e2d6bc24d8a067';

export const INCIDENT_ID = 'registry-20261123T100000Z';
