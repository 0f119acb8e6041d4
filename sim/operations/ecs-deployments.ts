import type { ListServiceDeploymentsRequest } from '@aws-sdk/client-ecs';
import { AwsError, type Handlers } from '#local-aws/operation.ts';
import { pageOf, pageSize } from '#local-aws/pagination.ts';
import { DAY } from '#shared/domain/model/time.ts';
import { isUnderWay, requestRollback } from '../world/ecs/deployments.ts';
import type { ServiceDeployment, ServiceState, WorldState } from '../world/state.ts';
import { lookUpEach, requireCluster, requireCount, requireService } from './ecs-lookup.ts';
import { toEcsDeploymentBrief, toEcsServiceDeployment, toEcsServiceRevision } from './ecs-release-shapes.ts';

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServiceRevisions.html */
const REVISIONS_PER_CALL = 20;
/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServiceDeployments.html */
const DEPLOYMENTS_PER_CALL = 20;
/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListServiceDeployments.html */
const DEPLOYMENTS_PER_PAGE = 100;
/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/view-service-deployment.html: the deployments of the last 90 days. */
const DEPLOYMENTS_LISTED_MS = 90 * DAY;

export const deploymentOperations = (world: WorldState) =>
  ({
    ListServiceDeployments: (input) => {
      requireCluster(world, input.cluster);
      const service = requireService(world, input.service);
      const { page, nextToken } = pageOf(
        service.serviceDeployments.filter((deployment) => isListed(world, deployment) && isSelected(deployment, input)),
        { nextToken: input.nextToken, size: pageSize(input.maxResults, DEPLOYMENTS_PER_PAGE) },
      );
      return {
        serviceDeployments: page.map((deployment) => toEcsDeploymentBrief(world, service, deployment)),
        ...(nextToken !== undefined && { nextToken }),
      };
    },

    DescribeServiceDeployments: ({ serviceDeploymentArns }) => {
      const arns = requireCount(serviceDeploymentArns, DEPLOYMENTS_PER_CALL, 'serviceDeploymentArns');
      const { found, failures } = lookUpEach(arns, {
        find: (arn) => allDeployments(world).find(({ deployment }) => deployment.arn === arn),
        describe: ({ service, deployment }) => toEcsServiceDeployment(world, service, deployment),
        arnOf: (arn) => arn,
      });
      return { serviceDeployments: found, failures };
    },

    DescribeServiceRevisions: ({ serviceRevisionArns }) => {
      const arns = requireCount(serviceRevisionArns, REVISIONS_PER_CALL, 'serviceRevisionArns');
      const { found, failures } = lookUpEach(arns, {
        find: (arn) => allDeployments(world).find(({ deployment }) => deployment.target.arn === arn),
        describe: ({ service, deployment }) => toEcsServiceRevision(world, service, deployment.target),
        arnOf: (arn) => arn,
      });
      return { serviceRevisions: found, failures };
    },

    /** Stops a running deployment; a second call has no effect: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stop-service-deployment.html */
    StopServiceDeployment: ({ serviceDeploymentArn, stopType = 'ROLLBACK' }) => {
      const deployment = requireDeployment(world, serviceDeploymentArn);
      if (stopType !== 'ROLLBACK')
        throw new AwsError('UnsupportedFeatureException', `stopType ${stopType} is not supported.`);
      if (!isUnderWay(deployment)) throw conflict(deployment);
      if (!deployment.rollback) requestRollback(deployment);
      return { serviceDeploymentArn: deployment.arn };
    },
  }) satisfies Partial<Handlers<typeof import('@aws-sdk/client-ecs')>>;

const isListed = ({ clock }: WorldState, { createdAt }: ServiceDeployment): boolean =>
  createdAt > clock.now() - DEPLOYMENTS_LISTED_MS;

const isSelected = (
  { status, createdAt }: ServiceDeployment,
  { status: statuses, createdAt: span }: ListServiceDeploymentsRequest,
): boolean =>
  (statuses === undefined || statuses.includes(status)) &&
  (span?.after === undefined || createdAt > span.after.getTime()) &&
  (span?.before === undefined || createdAt < span.before.getTime());

interface OfService {
  readonly service: ServiceState;
  readonly deployment: ServiceDeployment;
}

const allDeployments = ({ services }: WorldState): readonly OfService[] =>
  [...services.values()].flatMap((service) =>
    service.serviceDeployments.map((deployment) => ({ service, deployment })),
  );

const requireDeployment = (world: WorldState, arn: string | undefined): ServiceDeployment => {
  const found = allDeployments(world).find(({ deployment }) => deployment.arn === arn);
  if (!found) throw new AwsError('ServiceDeploymentNotFoundException', 'Service deployment not found.');
  return found.deployment;
};

const conflict = ({ status }: ServiceDeployment): AwsError =>
  new AwsError('ConflictException', `The service deployment is in status ${status} and cannot be stopped.`);
