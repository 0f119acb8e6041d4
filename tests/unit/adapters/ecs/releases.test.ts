// Unit layer: how the ECS reader finds the newest releases, and what it makes of refusals and gaps.
import type { DescribeServiceRevisionsCommandInput, ListServiceDeploymentsCommandInput } from '@aws-sdk/client-ecs';
import type { Operation } from '#local-aws/operation.ts';
import { lastSegment } from '#shared/domain/model/arn.ts';
import { itemsOf } from '#shared/domain/model/part.ts';
import { NOW, only, range, refusing } from '../recorded-client.ts';
import { aRelease, readerOver, registry } from './ecs-answers.ts';

const DescribeServiceRevisions = ({ serviceRevisionArns = [] }: DescribeServiceRevisionsCommandInput) => ({
  serviceRevisions: serviceRevisionArns.map((serviceRevisionArn) => ({
    serviceRevisionArn,
    taskDefinition: `registry:${lastSegment(serviceRevisionArn)}`,
  })),
});

const readReleases = async (operations: Readonly<Record<string, Operation>>) =>
  only(await readerOver({ DescribeServiceRevisions, ...operations }).reader.releases([registry]));

it('the newest 20 deployments of all pages are read, although ECS lists them in any order', async () => {
  const ListServiceDeployments = ({ nextToken }: ListServiceDeploymentsCommandInput) =>
    nextToken === undefined
      ? { serviceDeployments: range(20).map((number) => aRelease(number + 20)), nextToken: 'more' }
      : { serviceDeployments: range(20).map(aRelease) };
  const releases = itemsOf(await readReleases({ ListServiceDeployments }));
  expect(releases.map(({ taskDefinition }) => taskDefinition)).toEqual(range(20).map((number) => `registry:${number}`));
});

it('a service revision is described once, because revisions never change', async () => {
  let deployments = 1;
  const { reader, inputsOf } = readerOver({
    ListServiceDeployments: () => ({ serviceDeployments: range(deployments).map(aRelease) }),
    DescribeServiceRevisions,
  });
  await reader.releases([registry]);
  await reader.releases([registry]);
  deployments = 2;
  expect(itemsOf(only(await reader.releases([registry])))).toHaveLength(2);
  expect(inputsOf('DescribeServiceRevisions')).toEqual(
    [0, 1].map((number) => ({ serviceRevisionArns: [aRelease(number).targetServiceRevisionArn] })),
  );
});

it('a service that was never deployed has no releases', async () => {
  const releases = await readReleases({ ListServiceDeployments: () => ({}) });
  expect(releases).toEqual({ state: 'observed', at: NOW, value: [] });
});

const ListServiceDeployments = () => ({ serviceDeployments: [aRelease(1)] });

it.each([
  {
    fault: 'a throttled description of revisions',
    operations: { ListServiceDeployments, DescribeServiceRevisions: refusing('ThrottlingException') },
    reason: 'throttled',
  },
  {
    fault: 'a revision that ECS does not describe',
    operations: { ListServiceDeployments, DescribeServiceRevisions: () => ({ failures: [{ reason: 'MISSING' }] }) },
    reason: 'invalid',
  },
])('releases with $fault are missing as $reason', async ({ operations, reason }) => {
  expect(await readReleases(operations)).toMatchObject({ state: 'missing', reason });
});
