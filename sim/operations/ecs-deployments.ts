import type {
  DescribeServiceDeploymentsCommandInput,
  DescribeServiceDeploymentsCommandOutput,
  DescribeServiceRevisionsCommandInput,
  DescribeServiceRevisionsCommandOutput,
  ListServiceDeploymentsCommandInput,
  ListServiceDeploymentsCommandOutput,
  StopServiceDeploymentCommandInput,
  StopServiceDeploymentCommandOutput,
} from '@aws-sdk/client-ecs';
import { type Answered, AwsError } from '#local-aws/operation.ts';
import { pageOf, pageSize } from '#local-aws/pagination.ts';
import { isUnderWay, requestRollback } from '../world/ecs/deployments.ts';
import type { ServiceDeployment, ServiceRevision, ServiceState, WorldState } from '../world/state.ts';
import { lookUpEach, requireCluster, requireCount, requireService } from './ecs-lookup.ts';
import { toBrief, toEcsServiceDeployment, toEcsServiceRevision } from './ecs-shapes.ts';

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServiceDeployments.html, and the same for revisions. */
const ARNS_PER_CALL = 20;
/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListServiceDeployments.html */
const DEPLOYMENTS_PER_PAGE = 100;

export const deploymentOperations = (world: WorldState) => ({
  ListServiceDeployments: (
    input: ListServiceDeploymentsCommandInput,
  ): Answered<ListServiceDeploymentsCommandOutput> => {
    requireCluster(world, input.cluster);
    const service = requireService(world, input.service);
    const { page, nextToken } = pageOf(
      service.serviceDeployments.filter((deployment) => isAskedFor(deployment, input)),
      { nextToken: input.nextToken, size: pageSize(input.maxResults, DEPLOYMENTS_PER_PAGE) },
    );
    return {
      serviceDeployments: page.map((deployment) => toBrief(world, service, deployment)),
      ...(nextToken !== undefined && { nextToken }),
    };
  },

  DescribeServiceDeployments: (
    input: DescribeServiceDeploymentsCommandInput,
  ): Answered<DescribeServiceDeploymentsCommandOutput> => {
    const { found, failures } = lookUpEach(
      requireCount(input.serviceDeploymentArns, ARNS_PER_CALL, 'serviceDeploymentArns'),
      {
        find: (arn) => findDeployment(world, arn),
        describe: ({ service, deployment }) => toEcsServiceDeployment(world, service, deployment),
        arnOf: (arn) => arn,
      },
    );
    return { serviceDeployments: found, failures };
  },

  DescribeServiceRevisions: (
    input: DescribeServiceRevisionsCommandInput,
  ): Answered<DescribeServiceRevisionsCommandOutput> => {
    const { found, failures } = lookUpEach(
      requireCount(input.serviceRevisionArns, ARNS_PER_CALL, 'serviceRevisionArns'),
      {
        find: (arn) => findRevision(world, arn),
        describe: ({ service, revision }) => toEcsServiceRevision(world, service, revision),
        arnOf: (arn) => arn,
      },
    );
    return { serviceRevisions: found, failures };
  },

  /** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stop-service-deployment.html: only what is under way; twice is once. */
  StopServiceDeployment: (input: StopServiceDeploymentCommandInput): Answered<StopServiceDeploymentCommandOutput> => {
    const { deployment } = requireDeployment(world, input.serviceDeploymentArn);
    if (input.stopType !== undefined && input.stopType !== 'ROLLBACK') {
      throw new AwsError('UnsupportedFeatureException', `stopType ${input.stopType} is not supported.`);
    }
    if (!isUnderWay(deployment)) {
      throw new AwsError(
        'ConflictException',
        `The service deployment is in status ${deployment.status} and cannot be stopped.`,
      );
    }
    if (!deployment.rollback) requestRollback(world, deployment);
    return { serviceDeploymentArn: deployment.arn };
  },
});

const isAskedFor = (
  { status, createdAt }: ServiceDeployment,
  { status: statuses, createdAt: span }: ListServiceDeploymentsCommandInput,
): boolean =>
  (statuses === undefined || statuses.includes(status)) &&
  (span?.after === undefined || createdAt > span.after.getTime()) &&
  (span?.before === undefined || createdAt < span.before.getTime());

interface FoundDeployment {
  readonly service: ServiceState;
  readonly deployment: ServiceDeployment;
}

const findDeployment = (world: WorldState, arn: string | undefined): FoundDeployment | undefined =>
  allDeployments(world).find(({ deployment }) => deployment.arn === arn);

const requireDeployment = (world: WorldState, arn: string | undefined): FoundDeployment => {
  const found = findDeployment(world, arn);
  if (!found) throw new AwsError('ServiceDeploymentNotFoundException', 'Service deployment not found.');
  return found;
};

const findRevision = (
  world: WorldState,
  arn: string,
): { readonly service: ServiceState; readonly revision: ServiceRevision } | undefined =>
  allDeployments(world)
    .map(({ service, deployment }) => ({ service, revision: deployment.target }))
    .find(({ revision }) => revision.arn === arn);

const allDeployments = ({ services }: WorldState): readonly FoundDeployment[] =>
  [...services.values()].flatMap((service) =>
    service.serviceDeployments.map((deployment) => ({ service, deployment })),
  );
