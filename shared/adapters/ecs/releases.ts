import {
  DescribeServiceRevisionsCommand,
  type ECSClient,
  ListServiceDeploymentsCommand,
  type ServiceDeploymentBrief,
} from '@aws-sdk/client-ecs';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import type { Release } from '#shared/domain/model/release.ts';
import { instant, oneOf, text } from '../transport/checked.ts';
import { collectPages } from '../transport/pages.ts';

type Ecs = Pick<ECSClient, 'send'>;

/**
 * One call describes at most 20 revisions:
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServiceRevisions.html
 */
const RELEASES_READ = 20;
/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListServiceDeployments.html */
const DEPLOYMENTS_PER_PAGE = 100;

const STATUSES = [
  'PENDING',
  'IN_PROGRESS',
  'SUCCESSFUL',
  'STOP_REQUESTED',
  'STOPPED',
  'ROLLBACK_REQUESTED',
  'ROLLBACK_IN_PROGRESS',
  'ROLLBACK_SUCCESSFUL',
  'ROLLBACK_FAILED',
] as const satisfies readonly Release['status'][];

/**
 * Reads a service's newest deployments, each with the task definition of its target revision. A deployment that was
 * rolled back keeps that revision; its status tells. ECS retains deployments for 90 days. Revisions never change, so
 * the reader asks for each revision once.
 */
export const releaseHistory = (ecs: Ecs) => {
  const taskDefinitions = new Map<string, string>();

  const readRevisions = async (revisions: readonly string[]): Promise<void> => {
    const unknown = [...new Set(revisions)].filter((arn) => !taskDefinitions.has(arn));
    if (unknown.length === 0) return;
    const answer = await ecs.send(new DescribeServiceRevisionsCommand({ serviceRevisionArns: unknown }));
    for (const { serviceRevisionArn, taskDefinition } of answer.serviceRevisions ?? []) {
      taskDefinitions.set(text(serviceRevisionArn, 'serviceRevisionArn'), text(taskDefinition, 'taskDefinition'));
    }
  };

  return async (policy: ServicePolicy): Promise<readonly Release[]> => {
    const newest = (await listDeployments(ecs, policy))
      .map((deployment) => ({ deployment, createdAt: instant(deployment.createdAt, 'createdAt') }))
      .sort((a, b) => b.createdAt - a.createdAt)
      .slice(0, RELEASES_READ)
      .map(({ deployment }) => deployment);
    await readRevisions(newest.map(revisionOf));
    return newest.map((deployment) => toRelease(deployment, taskDefinitions.get(revisionOf(deployment))));
  };
};

/** Reads all pages, because ECS guarantees no order. */
const listDeployments = (ecs: Ecs, { cluster, service }: ServicePolicy): Promise<readonly ServiceDeploymentBrief[]> => {
  const ask = (nextToken: string | undefined) =>
    ecs.send(new ListServiceDeploymentsCommand({ cluster, service, maxResults: DEPLOYMENTS_PER_PAGE, nextToken }));
  return collectPages(ask, ({ serviceDeployments }) => serviceDeployments);
};

const revisionOf = ({ targetServiceRevisionArn }: ServiceDeploymentBrief): string =>
  text(targetServiceRevisionArn, 'targetServiceRevisionArn');

const toRelease = (deployment: ServiceDeploymentBrief, taskDefinition: string | undefined): Release => ({
  arn: text(deployment.serviceDeploymentArn, 'serviceDeploymentArn'),
  status: oneOf(STATUSES, deployment.status, 'serviceDeployment.status'),
  taskDefinition: text(taskDefinition, `the revision of ${deployment.serviceDeploymentArn}`),
  before: [],
  createdAt: instant(deployment.createdAt, 'createdAt'),
  ...(deployment.finishedAt && { finishedAt: instant(deployment.finishedAt, 'finishedAt') }),
});
