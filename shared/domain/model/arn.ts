/** Answers the last segment of an ARN: `mlflow-registry:41` for a task definition. Any other text is returned unchanged. */
export const lastSegment = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);
