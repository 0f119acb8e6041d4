/** What an ARN names: `mlflow-registry:41` of a task definition's; any other text is its own name. */
export const lastSegment = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);
