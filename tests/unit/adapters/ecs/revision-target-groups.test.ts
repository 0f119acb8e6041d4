// Unit layer: the target groups that stand in service revisions only, as for Express Mode and behind a gateway.
import type {
  DescribeServiceRevisionsCommandInput,
  DescribeServicesCommandInput,
  Service,
  ServiceRevision,
} from '@aws-sdk/client-ecs';
import type { Operation } from '#local-aws/operation.ts';
import { valueIn } from '#shared/domain/model/part.ts';
import { only, range, refusing, unchecked } from '../recorded-client.ts';
import { aService, policyFor, readerOver, registry } from './ecs-answers.ts';

const current = (...arns: readonly string[]): Partial<Service> => ({
  currentServiceRevisions: arns.map((arn) => ({ arn })),
});
const managed: Partial<Service> = { resourceManagementType: 'ECS' };
const expressGroup = (arn: string, status = 'ACTIVE'): ServiceRevision => ({
  ecsManagedResources: { ingressPaths: [{ targetGroups: [{ arn, status }] }] } as never,
});

/** Reads the registry, whose revisions are described as given, or by an operation. */
const read = async (service: Partial<Service>, revisions: Readonly<Record<string, ServiceRevision>> | Operation) => {
  const DescribeServiceRevisions =
    typeof revisions === 'function'
      ? revisions
      : ({ serviceRevisionArns = [] }: DescribeServiceRevisionsCommandInput) => ({
          serviceRevisions: serviceRevisionArns.flatMap((serviceRevisionArn) =>
            serviceRevisionArn in revisions ? { serviceRevisionArn, ...revisions[serviceRevisionArn] } : [],
          ),
        });
  const over = readerOver(
    { DescribeServices: () => ({ services: [aService(service)] }), DescribeServiceRevisions },
    unchecked,
  );
  const part = only(await over.reader.services([registry]));
  return { part, service: valueIn(part), asked: over.inputsOf('DescribeServiceRevisions') };
};

it.each<{ what: string; revision: ServiceRevision; groups: readonly string[] }>([
  { what: 'Express Mode', revision: expressGroup('express'), groups: ['express'] },
  {
    what: 'a gateway',
    revision: {
      ecsManagedResources: {
        gatewayConnections: [
          { resources: { hostSharedAlb: [{ targetGroupArn: 'blue', alternateTargetGroupArn: 'green' }] } },
          {},
        ],
      },
    },
    groups: ['blue', 'green'],
  },
  {
    what: 'load balancers of the revision',
    revision: {
      loadBalancers: [{ targetGroupArn: 'a', advancedConfiguration: { alternateTargetGroupArn: 'b' } as never }],
    },
    groups: ['a', 'b'],
  },
  { what: 'no load balancer', revision: {}, groups: [] },
  {
    what: 'an ingress path without groups',
    revision: { ecsManagedResources: { ingressPaths: [{}] } as never },
    groups: [],
  },
  { what: 'a group that ECS is creating', revision: expressGroup('new', 'PROVISIONING'), groups: [] },
  { what: 'a group that ECS has deleted', revision: expressGroup('old', 'DELETED'), groups: [] },
  { what: 'a group that ECS is about to delete', revision: expressGroup('old', 'DEPROVISIONING'), groups: ['old'] },
])('a service with $what has the target groups $groups', async ({ revision, groups }) => {
  const { service } = await read({ loadBalancers: [], ...current('r1') }, { r1: revision });
  expect(service?.targetGroupArns).toEqual(groups);
});

it('both revisions of a running deployment are read, and each group counts once', async () => {
  const { service } = await read(
    { ...managed, ...current('r1', 'r2') },
    { r1: expressGroup('a'), r2: { ...expressGroup('a'), loadBalancers: [{ targetGroupArn: 'b' }] } },
  );
  expect(service?.targetGroupArns).toEqual(['a', 'b']);
});

it.each([
  { what: 'that names its target groups', service: { loadBalancers: [{ targetGroupArn: 'own' }] }, asked: 0 },
  {
    what: 'whose load balancer ECS manages',
    service: { ...managed, loadBalancers: [{ targetGroupArn: 'own' }] },
    asked: 1,
  },
  { what: 'that names no target group', service: {}, asked: 1 },
])('the revisions of a service $what are asked for in $asked calls', async ({ service, asked }) => {
  const answer = await read({ ...service, ...current('r1') }, { r1: expressGroup('of-revision') });
  expect(answer.asked).toHaveLength(asked);
});

it('no call is made for a service without revisions', async () => {
  const { service, asked } = await read({}, refusing('AccessDeniedException'));
  expect([service?.targetGroupArns, asked]).toEqual([[], []]);
});

it('the revisions of all services are described together, twenty per call, and once in five minutes', async () => {
  const { reader, inputsOf } = readerOver(
    {
      DescribeServices: ({ services = [] }: DescribeServicesCommandInput) => ({
        services: services.map((serviceName) => aService({ serviceName, ...current(`of-${serviceName}`) })),
      }),
      DescribeServiceRevisions: ({ serviceRevisionArns = [] }: DescribeServiceRevisionsCommandInput) => ({
        serviceRevisions: serviceRevisionArns.map((serviceRevisionArn) => ({ serviceRevisionArn })),
      }),
    },
    unchecked,
  );
  const policies = range(21).map((number) => policyFor(`service-${number}`));
  await reader.services(policies);
  await reader.services(policies);
  const asked = inputsOf<DescribeServiceRevisionsCommandInput>('DescribeServiceRevisions');
  expect(asked.map(({ serviceRevisionArns }) => serviceRevisionArns?.length)).toEqual([20, 1]);
});

describe('when the revision cannot be read', () => {
  it.each([
    { why: 'throttled', revisions: refusing('ThrottlingException'), reason: 'throttled' },
    { why: 'not described', revisions: () => ({ failures: [{ reason: 'MISSING' }] }), reason: 'not-found' },
  ])('because it is $why, the target groups that ECS manages are unread, not absent', async ({ revisions, reason }) => {
    const { service } = await read({ ...managed, ...current('r1') }, revisions);
    expect(service).toMatchObject({ targetGroupArns: [], targetGroupsUnread: { state: 'missing', reason } });
  });

  it('a service that names no target group has none, as before', async () => {
    const { service } = await read(current('r1'), refusing('AccessDeniedException'));
    expect(service?.targetGroupArns).toEqual([]);
    expect(service).not.toHaveProperty('targetGroupsUnread');
  });

  it('the target groups of another revision are enough', async () => {
    const { service } = await read({ ...managed, ...current('gone', 'r1') }, { r1: expressGroup('a') });
    expect(service?.targetGroupArns).toEqual(['a']);
    expect(service).not.toHaveProperty('targetGroupsUnread');
  });
});
