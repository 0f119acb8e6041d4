// Unit layer: which CloudTrail events describe a change to a service, and by whom.
import type { Event } from '@aws-sdk/client-cloudtrail';
import { isChangeOf } from '#shared/adapters/cloudtrail/changes.ts';
import { changeIn } from '#shared/adapters/cloudtrail/service-change.ts';
import { MINUTE } from '#shared/domain/model/time.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { NOW } from '../recorded-client.ts';
import { ALICE, anEvent } from './cloudtrail-events.ts';

const ARN = 'arn:aws:ecs:us-east-1:123456789012';
const REGISTRY = { cluster: 'ml-platform', service: 'mlflow-registry' };

it.each<{ call: string; name: string; record: Readonly<Record<string, unknown>> }>([
  { call: 'UpdateService by names', name: 'UpdateService', record: {} },
  {
    call: 'UpdateService by ARNs',
    name: 'UpdateService',
    record: {
      requestParameters: {
        cluster: `${ARN}:cluster/ml-platform`,
        service: `${ARN}:service/ml-platform/mlflow-registry`,
      },
    },
  },
  { call: 'DeleteService', name: 'DeleteService', record: {} },
  {
    call: 'StopTask with the cluster in the response',
    name: 'StopTask',
    record: {
      requestParameters: { cluster: 'other', task: 'ae049157' },
      responseElements: { task: { group: 'service:mlflow-registry', clusterArn: `${ARN}:cluster/ml-platform` } },
    },
  },
  {
    call: 'StopTask with the cluster in the request',
    name: 'StopTask',
    record: {
      requestParameters: { cluster: 'ml-platform', task: 'ae049157' },
      responseElements: { task: { group: 'service:mlflow-registry' } },
    },
  },
  {
    call: 'StopServiceDeployment',
    name: 'StopServiceDeployment',
    record: {
      requestParameters: { serviceDeploymentArn: `${ARN}:service-deployment/ml-platform/mlflow-registry/9p41sP` },
    },
  },
])('$call is a change to its service', ({ name, record }) => {
  const event = anEvent({ name, record });
  expect(changeIn(event)).toEqual({ ...REGISTRY, change: { at: NOW - MINUTE, what: name, by: ALICE } });
  expect(isChangeOf(aPolicy(REGISTRY), event)).toBe(true);
  expect(isChangeOf(aPolicy({ ...REGISTRY, cluster: 'other' }), event)).toBe(false);
  expect(isChangeOf(aPolicy({ ...REGISTRY, service: 'other' }), event)).toBe(false);
});

it.each([
  { name: 'UpdateService', record: { requestParameters: { service: 'mlflow-registry' } } },
  {
    name: 'StopTask',
    record: { requestParameters: { task: 'a' }, responseElements: { task: { group: 'service:mlflow-registry' } } },
  },
])('$name without a cluster is a change in the default cluster', (given) => {
  expect(changeIn(anEvent(given))).toMatchObject({ cluster: 'default', service: 'mlflow-registry' });
});

it.each<{ call: string; name?: string; record: Readonly<Record<string, unknown>> }>([
  { call: 'a refused call', record: { errorCode: 'AccessDenied' } },
  { call: 'an UpdateService of another AWS service', record: { eventSource: 'servicediscovery.amazonaws.com' } },
  { call: 'a read', record: { eventName: 'DescribeServices' } },
  { call: 'a call that names no service', record: { requestParameters: { cluster: 'ml-platform' } } },
  { call: 'a call without parameters', record: { requestParameters: null } },
  { call: 'a call with parameters of another type', record: { requestParameters: { service: 42 } } },
  { call: 'a call without a caller', record: { userIdentity: null } },
  {
    call: 'StopTask of a standalone task',
    name: 'StopTask',
    record: { responseElements: { task: { group: 'family:mlflow-registry' } } },
  },
  { call: 'StopTask without a response', name: 'StopTask', record: { responseElements: null } },
  { call: 'StopTask without a task in its response', name: 'StopTask', record: { responseElements: {} } },
])('$call is no change', ({ call: _, ...given }) => {
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

it.each([
  { identity: { type: 'IAMUser', arn: CAROL, principalId: 'AIDA' }, by: CAROL },
  { identity: { type: 'WebIdentityUser', principalId: 'idp:client:carol' }, by: 'idp:client:carol' },
  { identity: { type: 'IdentityCenterUser' }, by: 'alice' },
  { identity: { type: 'AssumedRole', arn: ALICE, invokedBy: 'cloudformation.amazonaws.com' }, by: ALICE },
  {
    identity: { type: 'AssumedRole', arn: 'arn:aws:sts::1:assumed-role/ecs-medical/x' },
    by: 'arn:aws:sts::1:assumed-role/ecs-medical/x',
  },
])('the caller $identity made a change by $by', ({ identity, by }) => {
  expect(changeIn(anEvent({ record: { userIdentity: identity } }))?.change.by).toBe(by);
});

it('a caller that CloudTrail does not name is an unknown principal', () => {
  const event = { ...anEvent({ record: { userIdentity: { type: 'Unknown' } } }), Username: undefined };
  expect(changeIn(event)?.change.by).toBe('an unknown principal');
});

it.each([
  { caller: 'AWS itself', identity: { type: 'AWSService', invokedBy: 'ecs.amazonaws.com' } },
  {
    caller: 'a service-linked role, by its issuer,',
    identity: {
      type: 'AssumedRole',
      arn: ALICE,
      sessionContext: {
        sessionIssuer: { arn: 'arn:aws:iam::1:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS' },
      },
    },
  },
  {
    caller: 'a service-linked role, by its name,',
    identity: { type: 'AssumedRole', arn: 'arn:aws:sts::1:assumed-role/AWSServiceRoleForECS/ecs' },
  },
  {
    caller: 'auto scaling through a role of the account',
    identity: { type: 'AssumedRole', arn: ALICE, invokedBy: 'application-autoscaling.amazonaws.com' },
  },
  {
    caller: 'auto scaling of ECS',
    identity: { type: 'AssumedRole', arn: ALICE, invokedBy: 'ecs.application-autoscaling.amazonaws.com' },
  },
  {
    caller: 'the medic',
    identity: { type: 'AssumedRole', arn: 'arn:aws:sts::1:assumed-role/ecs-medic-prod-roll-back-us-east-1/x' },
  },
])('a call by $caller is no change', ({ identity }) => {
  expect(changeIn(anEvent({ record: { userIdentity: identity } }))).toBeUndefined();
});
