import {
  DescribeServiceDeploymentsCommand,
  type ECSClient,
  type ServiceDeployment,
  type ServiceDeploymentBrief,
} from '@aws-sdk/client-ecs';
import type { CircuitBreakerState, Release } from '#shared/domain/model/release.ts';

type Ecs = Pick<ECSClient, 'send'>;

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServiceDeployments.html */
const DEPLOYMENTS_PER_CALL = 20;

/** ECS or an operator still changes a deployment with one of these statuses. */
const IN_PROGRESS: ReadonlySet<string | undefined> = new Set<Release['status']>([
  'PENDING',
  'IN_PROGRESS',
  'STOP_REQUESTED',
  'ROLLBACK_REQUESTED',
  'ROLLBACK_IN_PROGRESS',
]);

/**
 * Describes those deployments of a service that are in progress, by ARN. The history is complete without these details, so a failed
 * call leaves just them out.
 */
export const describeDeployments = async (
  ecs: Ecs,
  deployments: readonly ServiceDeploymentBrief[],
): Promise<ReadonlyMap<string, ServiceDeployment>> => {
  const arns = deployments
    .filter(({ status }) => IN_PROGRESS.has(status))
    .flatMap(({ serviceDeploymentArn }) => serviceDeploymentArn ?? [])
    .slice(0, DEPLOYMENTS_PER_CALL);
  if (arns.length === 0) return new Map();
  try {
    const answer = await ecs.send(new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: arns }));
    return new Map((answer.serviceDeployments ?? []).map((found) => [found.serviceDeploymentArn ?? '', found]));
  } catch {
    return new Map();
  }
};

/** The service revisions that run when the deployment starts. */
export const sourcesOf = ({ sourceServiceRevisions }: ServiceDeployment): readonly string[] =>
  (sourceServiceRevisions ?? []).flatMap(({ arn }) => arn ?? []);

/** Returns the stage of the deployment and what may stop it. A value that ECS leaves out, or that cannot be true, is absent. */
export const progressOf = (deployment: ServiceDeployment): Pick<Release, 'stage' | 'isPaused' | 'circuitBreaker'> => {
  const { lifecycleStage: stage, lifecycleHookDetails: hooks } = deployment;
  const circuitBreaker = circuitBreakerOf(deployment);
  return {
    ...(typeof stage === 'string' && stage && { stage }),
    // Only a hook that pauses the deployment waits for an action; a Lambda function ends by itself.
    ...(hooks && { isPaused: hooks.some(({ status }) => status === 'AWAITING_ACTION') }),
    ...(circuitBreaker && { circuitBreaker }),
  };
};

const BREAKER_STATUSES = [
  'TRIGGERED',
  'MONITORING',
  'MONITORING_COMPLETE',
  'DISABLED',
] as const satisfies readonly CircuitBreakerState['status'][];

const circuitBreakerOf = ({ deploymentCircuitBreaker = {} }: ServiceDeployment): CircuitBreakerState | undefined => {
  const { failureCount: failures = 0, threshold } = deploymentCircuitBreaker;
  const status = BREAKER_STATUSES.find((known) => known === deploymentCircuitBreaker.status);
  return status !== undefined && isCount(failures) && isCount(threshold) ? { status, failures, threshold } : undefined;
};

const isCount = (value: number | undefined): value is number =>
  value !== undefined && Number.isInteger(value) && value >= 0;
