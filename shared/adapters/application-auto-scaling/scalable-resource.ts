import { lastSegment } from '#shared/domain/model/arn.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';

/** The desired count of an ECS service, as Application Auto Scaling names it. */
export const DESIRED_COUNT = { ServiceNamespace: 'ecs', ScalableDimension: 'ecs:service:DesiredCount' } as const;

/** `service/ml-platform/mlflow-registry`. A policy may give either name as an ARN. */
export const resourceOf = ({ cluster, service }: ServicePolicy): string =>
  `service/${lastSegment(cluster)}/${lastSegment(service)}`;
