import {
  DescribeServiceRevisionsCommand,
  type ECSClient,
  ListServiceDeploymentsCommand,
  type ServiceDeployment,
  type ServiceDeploymentBrief,
} from '@aws-sdk/client-ecs';
import { chunksOf } from '#shared/domain/model/chunks.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import type { Release } from '#shared/domain/model/release.ts';
import { instant, oneOf, text } from '../transport/checked.ts';
import { AnswerInvalid } from '../transport/failures.ts';
import { collectPages } from '../transport/pages.ts';
import { REVISIONS_PER_CALL } from './revision-target-groups.ts';
import { describeDeployments, progressOf, sourcesOf } from './service-deployments.ts';

type Ecs = Pick<ECSClient, 'send'>;

/** The last good release may be several failed ones ago. One call describes the revisions of as many (engineering judgement). */
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

/** The task definitions of service revisions, by the ARN of the revision. */
type TaskDefinitions = ReadonlyMap<string, string>;

/**
 * Reads a service's newest deployments, each with the task definition of its target revision. A deployment that was
 * rolled back keeps that revision; its status tells. ECS retains deployments for 90 days. Revisions never change, so
 * the reader asks for each revision once.
 */
export const releaseHistory = (ecs: Ecs) => {
  const taskDefinitions = new Map<string, string>();

  /** A revision that ECS does not describe stays unknown; the others of its call are still read. */
  const readRevisions = async (revisions: readonly string[]): Promise<void> => {
    const unknown = [...new Set(revisions)].filter((arn) => !taskDefinitions.has(arn));
    for (const serviceRevisionArns of chunksOf(unknown, REVISIONS_PER_CALL)) {
      const answer = await ecs.send(
        new DescribeServiceRevisionsCommand({ serviceRevisionArns: [...serviceRevisionArns] }),
      );
      for (const { serviceRevisionArn, taskDefinition } of answer.serviceRevisions ?? [])
        if (serviceRevisionArn && taskDefinition)
          taskDefinitions.set(serviceRevisionArn, text(taskDefinition, 'serviceRevision.taskDefinition'));
    }
  };

  return async (policy: ServicePolicy): Promise<readonly Release[]> => {
    const newest = (await listDeployments(ecs, policy))
      .map((deployment) => ({ deployment, createdAt: instant(deployment.createdAt, 'createdAt') }))
      .sort((a, b) => b.createdAt - a.createdAt)
      .slice(0, RELEASES_READ)
      .map(({ deployment }) => deployment);
    const inProgress = await describeDeployments(ecs, newest);
    await readRevisions([...newest.flatMap(targetsOf), ...[...inProgress.values()].flatMap(sourcesOf)]);
    const releases = newest.flatMap((deployment) =>
      toRelease(deployment, inProgress.get(deployment.serviceDeploymentArn ?? ''), taskDefinitions),
    );
    if (newest.length > 0 && releases.length === 0) throw new AnswerInvalid('ECS describes no revision of the service');
    return releases;
  };
};

/** Reads all pages, because ECS guarantees no order. */
const listDeployments = (ecs: Ecs, { cluster, service }: ServicePolicy): Promise<readonly ServiceDeploymentBrief[]> => {
  const ask = (nextToken: string | undefined) =>
    ecs.send(new ListServiceDeploymentsCommand({ cluster, service, maxResults: DEPLOYMENTS_PER_PAGE, nextToken }));
  return collectPages(ask, ({ serviceDeployments }) => serviceDeployments);
};

const targetsOf = ({ targetServiceRevisionArn }: ServiceDeploymentBrief): readonly string[] =>
  targetServiceRevisionArn ? [targetServiceRevisionArn] : [];

/** Leaves a release out when ECS does not describe its revision, because then it is not known what it deployed. */
const toRelease = (
  deployment: ServiceDeploymentBrief,
  inProgress: ServiceDeployment | undefined,
  taskDefinitions: TaskDefinitions,
): readonly Release[] => {
  const [taskDefinition] = targetsOf(deployment).flatMap((arn) => taskDefinitions.get(arn) ?? []);
  if (taskDefinition === undefined) return [];
  const before = inProgress && sourcesOf(inProgress).flatMap((arn) => taskDefinitions.get(arn) ?? []);
  return [
    {
      arn: text(deployment.serviceDeploymentArn, 'serviceDeploymentArn'),
      status: oneOf(STATUSES, deployment.status, 'serviceDeployment.status'),
      taskDefinition,
      before: [...new Set(before)],
      createdAt: instant(deployment.createdAt, 'createdAt'),
      ...(deployment.finishedAt && { finishedAt: instant(deployment.finishedAt, 'finishedAt') }),
      ...(inProgress && progressOf(inProgress)),
    },
  ];
};
