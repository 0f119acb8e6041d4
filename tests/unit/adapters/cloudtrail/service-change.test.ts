// Unit layer: which CloudTrail events describe a change to a service, and by whom.
import type { Event } from '@aws-sdk/client-cloudtrail';
import { isChangeOf } from '#shared/adapters/cloudtrail/changes.ts';
import { changeIn } from '#shared/adapters/cloudtrail/service-change.ts';
import { MINUTE } from '#shared/domain/model/time.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { NOW } from '../recorded-client.ts';
import { ALICE, anEvent, type Given } from './cloudtrail-events.ts';

const ARN = 'arn:aws:ecs:us-east-1:123456789012';
const CLUSTER = `${ARN}:cluster/ml-platform`;
const REGISTRY = { cluster: 'ml-platform', service: 'mlflow-registry' };
const GROUP = 'service:mlflow-registry';

type Row = Given & { readonly call: string };

it.each<Row>([
  { call: 'UpdateService by names' },
  {
    call: 'UpdateService by ARNs',
    request: { cluster: CLUSTER, service: `${ARN}:service/ml-platform/mlflow-registry` },
  },
  { call: 'DeleteService', name: 'DeleteService' },
  {
    call: 'StopTask with the cluster in the response',
    name: 'StopTask',
    request: { cluster: 'other', task: 'ae049157' },
    response: { task: { group: GROUP, clusterArn: CLUSTER } },
  },
  {
    call: 'StopTask with the cluster in the request',
    name: 'StopTask',
    request: { cluster: 'ml-platform', task: 'ae049157' },
    response: { task: { group: GROUP } },
  },
  {
    call: 'StopServiceDeployment',
    name: 'StopServiceDeployment',
    request: { serviceDeploymentArn: `${ARN}:service-deployment/ml-platform/mlflow-registry/9p41sP` },
  },
])('$call is a change to its service', (given) => {
  const event = anEvent(given);
  const change = { at: NOW - MINUTE, what: given.name ?? 'UpdateService', by: ALICE };
  expect(changeIn(event)).toEqual({ ...REGISTRY, change });
  expect(isChangeOf(aPolicy(REGISTRY), event)).toBe(true);
  expect(isChangeOf(aPolicy({ ...REGISTRY, cluster: 'other' }), event)).toBe(false);
  expect(isChangeOf(aPolicy({ ...REGISTRY, service: 'other' }), event)).toBe(false);
});

it.each<Row>([
  { call: 'UpdateService', request: { service: 'mlflow-registry' } },
  { call: 'StopTask', name: 'StopTask', request: { task: 'a' }, response: { task: { group: GROUP } } },
])('$call without a cluster is a change in the default cluster', (given) => {
  expect(changeIn(anEvent(given))).toMatchObject({ cluster: 'default', service: 'mlflow-registry' });
});

it.each<Row>([
  { call: 'a refused call', record: { errorCode: 'AccessDenied' } },
  { call: 'an UpdateService of another AWS service', record: { eventSource: 'servicediscovery.amazonaws.com' } },
  { call: 'a read', name: 'DescribeServices' },
  { call: 'a call that names no service', request: { cluster: 'ml-platform' } },
  { call: 'a call without parameters', request: null },
  { call: 'a call with a service of another type', request: { service: 42 } },
  { call: 'a call without a caller', caller: null },
  { call: 'StopTask of a standalone task', name: 'StopTask', response: { task: { group: 'family:mlflow-registry' } } },
  { call: 'StopTask without a response', name: 'StopTask', response: null },
  { call: 'StopTask without a task in its response', name: 'StopTask', response: {} },
])('$call is no change', (given) => {
  expect(changeIn(anEvent(given))).toBeUndefined();
});

it.each<Event>([
  { EventTime: undefined },
  { CloudTrailEvent: undefined },
  ...['', 'no JSON', 'null', '42', '[]', '{}'].map((CloudTrailEvent) => ({ CloudTrailEvent })),
])('an event with %j is no change', (given) => {
  expect(changeIn({ ...anEvent(), ...given })).toBeUndefined();
});

const CAROL = 'arn:aws:iam::1:user/carol';
const MEDICAL = 'arn:aws:sts::1:assumed-role/ecs-medical/x';

it.each([
  { caller: { type: 'IAMUser', arn: CAROL, principalId: 'AIDA' }, by: CAROL },
  { caller: { type: 'WebIdentityUser', principalId: 'idp:client:carol' }, by: 'idp:client:carol' },
  { caller: { type: 'IdentityCenterUser' }, by: 'alice' },
  { caller: { type: 'AssumedRole', arn: ALICE, invokedBy: 'cloudformation.amazonaws.com' }, by: ALICE },
  { caller: { type: 'AssumedRole', arn: MEDICAL }, by: MEDICAL },
])('a call by $caller is a change by $by', ({ caller, by }) => {
  expect(changeIn(anEvent({ caller }))?.change.by).toBe(by);
});

it('a caller that CloudTrail does not name is an unknown principal', () => {
  const event = { ...anEvent({ caller: { type: 'Unknown' } }), Username: undefined };
  expect(changeIn(event)?.change.by).toBe('an unknown principal');
});

const LINKED_ROLE = 'arn:aws:iam::1:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS';

it.each([
  { who: 'AWS itself', caller: { type: 'AWSService', invokedBy: 'ecs.amazonaws.com' } },
  { who: 'a service-linked role, by its issuer,', caller: { sessionContext: { sessionIssuer: { arn: LINKED_ROLE } } } },
  {
    who: 'a service-linked role, by its name,',
    caller: { arn: 'arn:aws:sts::1:assumed-role/AWSServiceRoleForECS/ecs' },
  },
  { who: 'auto scaling', caller: { arn: ALICE, invokedBy: 'application-autoscaling.amazonaws.com' } },
  { who: 'auto scaling of ECS', caller: { arn: ALICE, invokedBy: 'ecs.application-autoscaling.amazonaws.com' } },
  { who: 'the medic', caller: { arn: 'arn:aws:sts::1:assumed-role/ecs-medic-prod-roll-back-us-east-1/x' } },
])('a call by $who is no change', ({ caller }) => {
  expect(changeIn(anEvent({ caller: { type: 'AssumedRole', ...caller } }))).toBeUndefined();
});
