// Unit layer: how the ECS reader finds the newest releases, and what it makes of refusals and gaps.
import type {
  DescribeServiceDeploymentsCommandInput,
  DescribeServiceRevisionsCommandInput,
  ListServiceDeploymentsCommandInput,
  ServiceDeployment,
} from '@aws-sdk/client-ecs';
import type { Operation } from '#local-aws/operation.ts';
import { lastSegment } from '#shared/domain/model/arn.ts';
import { itemsOf } from '#shared/domain/model/part.ts';
import { NOW, only, range, refusing, unchecked } from '../recorded-client.ts';
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

it('a revision that ECS does not describe leaves out its own release and no other', async () => {
  const releases = itemsOf(
    await readReleases({
      ListServiceDeployments: () => ({
        serviceDeployments: [...range(3).map(aRelease), { ...aRelease(3), targetServiceRevisionArn: undefined }],
      }),
      DescribeServiceRevisions: ({ serviceRevisionArns = [] }: DescribeServiceRevisionsCommandInput) => ({
        ...DescribeServiceRevisions({ serviceRevisionArns: serviceRevisionArns.slice(1) }),
        failures: [{ arn: serviceRevisionArns[0], reason: 'MISSING' }],
      }),
    }),
  );
  expect(releases.map(({ taskDefinition }) => taskDefinition)).toEqual(['registry:1', 'registry:2']);
});

describe('a deployment in progress', () => {
  const revisionArn = (number: number) => aRelease(number).targetServiceRevisionArn ?? '';

  const readInProgress = async (details: Operation | ServiceDeployment, status = 'IN_PROGRESS') => {
    const DescribeServiceDeployments =
      typeof details === 'function'
        ? details
        : ({ serviceDeploymentArns = [] }: DescribeServiceDeploymentsCommandInput) => ({
            serviceDeployments: serviceDeploymentArns.map((serviceDeploymentArn) => ({
              serviceDeploymentArn,
              ...details,
            })),
          });
    const { reader, inputsOf } = readerOver(
      {
        ListServiceDeployments: () => ({ serviceDeployments: [{ ...aRelease(1), status }, aRelease(2)] }),
        DescribeServiceDeployments,
        DescribeServiceRevisions,
      },
      unchecked,
    );
    const releases = only(await reader.releases([registry]));
    return { releases, newest: itemsOf(releases)[0], asked: inputsOf('DescribeServiceDeployments') };
  };

  it.each(['PENDING', 'IN_PROGRESS', 'STOP_REQUESTED', 'ROLLBACK_REQUESTED', 'ROLLBACK_IN_PROGRESS'])(
    'is described when its status is %s, and no other deployment is',
    async (status) => {
      const { asked } = await readInProgress({}, status);
      expect(asked).toEqual([{ serviceDeploymentArns: [aRelease(1).serviceDeploymentArn] }]);
    },
  );

  it.each(['SUCCESSFUL', 'STOPPED', 'ROLLBACK_SUCCESSFUL', 'ROLLBACK_FAILED'])(
    'is not one with status %s, so no call is made',
    async (status) => {
      const { newest, asked } = await readInProgress({}, status);
      expect(asked).toEqual([]);
      expect(newest).toMatchObject({ status, before: [] });
    },
  );

  it('has the revisions that ran before it, its stage, and the state of the circuit breaker', async () => {
    const { newest } = await readInProgress({
      sourceServiceRevisions: [{ arn: revisionArn(2) }, { arn: revisionArn(7) }, { arn: revisionArn(7) }, {}],
      lifecycleStage: 'BAKE_TIME',
      deploymentCircuitBreaker: { status: 'MONITORING', failureCount: 2, threshold: 3 },
    });
    expect(newest).toMatchObject({
      taskDefinition: 'registry:1',
      before: ['registry:2', 'registry:7'],
      stage: 'BAKE_TIME',
      circuitBreaker: { status: 'MONITORING', failures: 2, threshold: 3 },
    });
  });

  it.each([
    { hooks: [{ status: 'AWAITING_ACTION' }, { status: 'SUCCEEDED' }], isPaused: true },
    { hooks: [{ status: 'IN_PROGRESS' }], isPaused: false },
    { hooks: [], isPaused: false },
    { hooks: undefined, isPaused: undefined },
  ] as const)('with the hooks $hooks is paused: $isPaused', async ({ hooks, isPaused }) => {
    const { newest } = await readInProgress({ lifecycleHookDetails: hooks && [...hooks] });
    expect(newest?.isPaused).toBe(isPaused);
  });

  it.each([
    { breaker: { status: 'MONITORING', threshold: 3 }, failures: 0 },
    { breaker: { status: 'DREAMING', failureCount: 1, threshold: 3 } },
    { breaker: { status: 'MONITORING', failureCount: 1 } },
    { breaker: { status: 'MONITORING', failureCount: -1, threshold: 3 } },
    { breaker: { status: 'MONITORING', failureCount: Number.NaN, threshold: 3 } },
  ])('with the circuit breaker $breaker has $failures known failures', async ({ breaker, failures }) => {
    const { newest } = await readInProgress({ deploymentCircuitBreaker: breaker as never });
    expect(newest?.circuitBreaker?.failures).toBe(failures);
  });

  it.each([
    { what: 'is denied', details: refusing('AccessDeniedException') },
    { what: 'is empty', details: () => ({}) },
    { what: 'is about another deployment', details: () => ({ serviceDeployments: [{ lifecycleStage: 'SCALE_UP' }] }) },
  ])('lacks these details when their description $what', async ({ details }) => {
    const { releases, newest } = await readInProgress(details as Operation);
    expect(releases).toMatchObject({ state: 'observed' });
    expect(Object.keys(newest ?? {}).sort()).toEqual(['arn', 'before', 'createdAt', 'status', 'taskDefinition']);
  });

  it('may have more revisions before it than one call describes', async () => {
    const { newest } = await readInProgress({
      sourceServiceRevisions: range(25).map((number) => ({ arn: revisionArn(number + 10) })),
    });
    expect(newest?.before).toHaveLength(25);
  });
});
