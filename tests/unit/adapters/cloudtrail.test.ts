// Unit layer: which calls the change reader takes for a change by somebody, how often it asks, and what refusals and nonsense leave.
import type { Event, LookupEventsCommandInput, LookupEventsCommandOutput } from '@aws-sdk/client-cloudtrail';
import type { Operation } from '#local-aws/operation.ts';
import { changeReader } from '#shared/adapters/cloudtrail/changes.ts';
import { valueIn } from '#shared/domain/model/part.ts';
import { MINUTE } from '#shared/domain/model/time.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { clock, NOW, recordedClient, refusing } from './recorded.ts';

const ALICE = 'arn:aws:sts::123456789012:assumed-role/developer/alice';
const ARN = 'arn:aws:ecs:us-east-1:123456789012';

interface Given {
  readonly name?: string;
  readonly at?: number;
  readonly id?: string;
  readonly record?: Readonly<Record<string, unknown>>;
}

/** Alice scales the registry, a minute ago. */
const aCall = ({ name = 'UpdateService', at = NOW - MINUTE, id = 'one', record = {} }: Given = {}): Event => ({
  EventId: id,
  EventName: name,
  EventTime: new Date(at),
  Username: 'alice',
  CloudTrailEvent: JSON.stringify({
    eventSource: 'ecs.amazonaws.com',
    eventName: name,
    userIdentity: { type: 'AssumedRole', arn: ALICE },
    requestParameters: { cluster: 'ml-platform', service: 'mlflow-registry', desiredCount: 5 },
    responseElements: {},
    ...record,
  }),
});

/** Answers every lookup with the same events, as a recording does. */
const reading = (events: readonly Event[]) => {
  const { client, calls } = recordedClient('cloudtrail', { LookupEvents: () => ({ Events: [...events] }) });
  const inputs = () => calls.map(({ input }) => input as LookupEventsCommandInput);
  return { reader: changeReader(client, clock), inputs };
};

const changesIn = async (...events: readonly Event[]) => {
  const policy = aPolicy();
  const part = (await reading(events).reader.recent([policy])).get(policy.name);
  return (part && valueIn(part)) ?? 'missing';
};

describe('a change', () => {
  it('says when, what and by whom', async () => {
    expect(await changesIn(aCall())).toEqual([{ at: NOW - MINUTE, what: 'UpdateService', by: ALICE }]);
  });

  it.each([
    {
      what: 'names and the cluster by ARN',
      record: {
        requestParameters: {
          cluster: `${ARN}:cluster/ml-platform`,
          service: `${ARN}:service/ml-platform/mlflow-registry`,
        },
      },
    },
    {
      what: 'a task by the group in the answer',
      name: 'StopTask',
      record: {
        requestParameters: { cluster: 'ml-platform', task: 'ae049157' },
        responseElements: { task: { group: 'service:mlflow-registry', clusterArn: `${ARN}:cluster/ml-platform` } },
      },
    },
    {
      what: 'a task in the cluster of the request',
      name: 'StopTask',
      record: {
        requestParameters: { cluster: 'ml-platform', task: 'ae049157' },
        responseElements: { task: { group: 'service:mlflow-registry' } },
      },
    },
    {
      what: 'a deployment by its ARN',
      name: 'StopServiceDeployment',
      record: {
        requestParameters: { serviceDeploymentArn: `${ARN}:service-deployment/ml-platform/mlflow-registry/9p41sP` },
      },
    },
    { what: 'a service that is deleted', name: 'DeleteService', record: {} },
  ])('is known by $what', async ({ name = 'UpdateService', record }) => {
    expect(await changesIn(aCall({ name, record }))).toEqual([{ at: NOW - MINUTE, what: name, by: ALICE }]);
  });

  it.each([
    { what: 'another service', record: { requestParameters: { cluster: 'ml-platform', service: 'other' } } },
    { what: 'another cluster', record: { requestParameters: { cluster: 'other', service: 'mlflow-registry' } } },
    { what: 'the default cluster', record: { requestParameters: { service: 'mlflow-registry' } } },
    { what: 'nothing that is named', record: { requestParameters: { cluster: 'ml-platform' } } },
    {
      what: 'a task without a service',
      name: 'StopTask',
      record: { responseElements: { task: { group: 'family:mlflow-registry' } } },
    },
    { what: 'a task that was not stopped', name: 'StopTask', record: { responseElements: null } },
    { what: 'a task that is not told of', name: 'StopTask', record: { responseElements: {} } },
  ])('to $what is none to this service', async ({ name = 'UpdateService', record }) => {
    expect(await changesIn(aCall({ name, record }))).toEqual([]);
  });

  it('to the default cluster is one where that is the service’s', async () => {
    const policy = aPolicy({ cluster: 'default' });
    const { reader } = reading([aCall({ record: { requestParameters: { service: 'mlflow-registry' } } })]);
    expect((await reader.recent([policy])).get(policy.name)).toMatchObject({ value: [{ by: ALICE }] });
  });
});

describe('who made the change', () => {
  it.each([
    {
      identity: { type: 'IAMUser', arn: 'arn:aws:iam::1:user/bob', principalId: 'AIDA' },
      by: 'arn:aws:iam::1:user/bob',
    },
    { identity: { type: 'WebIdentityUser', principalId: 'idp:client:carol' }, by: 'idp:client:carol' },
    { identity: { type: 'IdentityCenterUser' }, by: 'alice' },
    {
      identity: { type: 'AssumedRole', arn: ALICE, invokedBy: 'cloudformation.amazonaws.com' },
      by: ALICE,
    },
    {
      identity: { type: 'AssumedRole', arn: 'arn:aws:sts::1:assumed-role/ecs-medical/x' },
      by: 'arn:aws:sts::1:assumed-role/ecs-medical/x',
    },
  ])('is $by', async ({ identity, by }) => {
    expect(await changesIn(aCall({ record: { userIdentity: identity } }))).toMatchObject([{ by }]);
  });

  it('is an unknown principal where CloudTrail does not say', async () => {
    const { Username: _, ...call } = aCall({ record: { userIdentity: { type: 'Unknown' } } });
    expect(await changesIn(call)).toMatchObject([{ by: 'an unknown principal' }]);
  });

  it.each([
    { who: 'AWS', identity: { type: 'AWSService', invokedBy: 'ecs.amazonaws.com' } },
    {
      who: 'a service-linked role by its issuer',
      identity: {
        type: 'AssumedRole',
        arn: ALICE,
        sessionContext: {
          sessionIssuer: { arn: 'arn:aws:iam::1:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS' },
        },
      },
    },
    {
      who: 'a service-linked role by its name',
      identity: { type: 'AssumedRole', arn: 'arn:aws:sts::1:assumed-role/AWSServiceRoleForECS/ecs' },
    },
    {
      who: 'auto scaling through a role of the account',
      identity: { type: 'AssumedRole', arn: ALICE, invokedBy: 'application-autoscaling.amazonaws.com' },
    },
    {
      who: 'auto scaling of ECS',
      identity: { type: 'AssumedRole', arn: ALICE, invokedBy: 'ecs.application-autoscaling.amazonaws.com' },
    },
    {
      who: 'the medic',
      identity: { type: 'AssumedRole', arn: `arn:aws:sts::1:assumed-role/ecs-medic-prod-roll-back-us-east-1/x` },
    },
  ])('is nobody when it was $who', async ({ identity }) => {
    expect(await changesIn(aCall({ record: { userIdentity: identity } }))).toEqual([]);
  });
});

describe('no change', () => {
  it.each([
    { what: 'a call that was refused', record: { errorCode: 'AccessDenied' } },
    { what: 'an UpdateService of another service', record: { eventSource: 'servicediscovery.amazonaws.com' } },
    { what: 'a read', record: { eventName: 'DescribeServices' } },
    { what: 'a record without a requester', record: { userIdentity: null } },
    { what: 'a record without a request', record: { requestParameters: null } },
  ])('is $what', async ({ record }) => {
    expect(await changesIn(aCall({ record }))).toEqual([]);
  });

  it.each(['', 'no JSON', 'null', '42', '[]'])('is a record that reads %p, and it spoils no other', async (text) => {
    const broken = { ...aCall({ id: 'two' }), CloudTrailEvent: text };
    const { EventTime: _, ...timeless } = aCall({ id: 'three' });
    const { CloudTrailEvent: __, ...empty } = aCall({ id: 'four' });
    expect(await changesIn(broken, timeless, empty, aCall())).toHaveLength(1);
  });

  it.each([
    { age: -1, counts: false },
    { age: 0, counts: true },
    { age: 15 * MINUTE, counts: true },
    { age: 15 * MINUTE + 1, counts: false },
  ])('is what a recording has of $age ms ago: counts $counts', async ({ age, counts }) => {
    expect(await changesIn(aCall({ at: NOW - age }))).toHaveLength(counts ? 1 : 0);
  });
});

describe('the calls', () => {
  it('are one for each operation, over the last quarter of an hour, for all services together', async () => {
    const { reader, inputs } = reading([]);
    const policies = ['one', 'two', 'three'].map((name) => aPolicy({ name }));
    expect((await reader.recent(policies)).size).toBe(3);
    const asked = inputs().map(({ LookupAttributes }) => LookupAttributes?.[0]?.AttributeValue);
    expect(asked).toEqual(['UpdateService', 'StopTask', 'StopServiceDeployment', 'DeleteService']);
    expect(inputs()[0]).toEqual({
      LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'UpdateService' }],
      StartTime: new Date(NOW - 15 * MINUTE),
      EndTime: new Date(NOW),
      MaxResults: 50,
    });
  });

  it('that answer an event more than once tell of it once, and of several the newest first', async () => {
    const events = [aCall({ id: 'old', at: NOW - 3 * MINUTE }), aCall({ id: 'new' })];
    expect(await changesIn(...events)).toMatchObject([{ at: NOW - MINUTE }, { at: NOW - 3 * MINUTE }]);
  });

  it('tell events without an id apart', async () => {
    const nameless = [1, 2].map((minutes) => {
      const { EventId: _, ...call } = aCall({ at: NOW - minutes * MINUTE, record: { eventID: minutes } });
      return call;
    });
    expect(await changesIn(...nameless)).toHaveLength(2);
  });

  it.each([
    { pages: 2, calls: 2 },
    { pages: 3, calls: 3 },
    { pages: 4, calls: 3 },
  ])('follow $pages pages with $calls', async ({ pages, calls }) => {
    const LookupEvents: Operation = ({ LookupAttributes, NextToken = '1' }: LookupEventsCommandInput) => {
      const page = Number(NextToken);
      const answer: Omit<LookupEventsCommandOutput, '$metadata'> = { Events: [aCall({ id: NextToken })] };
      const isPaged = LookupAttributes?.[0]?.AttributeValue === 'UpdateService' && page < pages;
      return isPaged ? { ...answer, NextToken: String(page + 1) } : answer;
    };
    const { client, calls: made } = recordedClient('cloudtrail', { LookupEvents });
    const policy = aPolicy();
    const part = (await changeReader(client, clock).recent([policy])).get(policy.name);
    expect(made).toHaveLength(calls + 3);
    expect(part && valueIn(part)).toHaveLength(calls);
  });

  it.each([
    { after: MINUTE - 1, rounds: 1 },
    { after: MINUTE, rounds: 2 },
    { after: MINUTE + 1, rounds: 2 },
  ])('are made in $rounds rounds when the second look is $after ms after the first', async ({ after, rounds }) => {
    let now = NOW;
    const { client, calls } = recordedClient('cloudtrail', { LookupEvents: () => ({}) });
    const reader = changeReader(client, { now: () => now });
    const policy = aPolicy();
    await reader.recent([policy]);
    now += after;
    const part = (await reader.recent([policy])).get(policy.name);
    expect(calls).toHaveLength(4 * rounds);
    expect(part).toEqual({ state: 'observed', at: rounds === 1 ? NOW : now, value: [] });
  });

  it.each([
    { name: 'ThrottlingException', reason: 'throttled' },
    { name: 'AccessDeniedException', reason: 'access-denied' },
  ])('that are refused with $name leave no changes but $reason, and are made again the next time', async (row) => {
    let refused = true;
    const { client } = recordedClient('cloudtrail', {
      LookupEvents: (input: never, caller) => (refused ? refusing(row.name)(input, caller) : { Events: [aCall()] }),
    });
    const reader = changeReader(client, clock);
    const policy = aPolicy();
    expect((await reader.recent([policy])).get(policy.name)).toMatchObject({ state: 'missing', reason: row.reason });
    refused = false;
    expect((await reader.recent([policy])).get(policy.name)?.state).toBe('observed');
  });

  it('of which one is refused leave nothing: who knows what it would have told', async () => {
    const { client } = recordedClient('cloudtrail', {
      LookupEvents: (input: never, caller) =>
        (input as LookupEventsCommandInput).LookupAttributes?.[0]?.AttributeValue === 'StopTask'
          ? refusing('ThrottlingException')(input, caller)
          : { Events: [aCall()] },
    });
    const policy = aPolicy();
    const part = (await changeReader(client, clock).recent([policy])).get(policy.name);
    expect(part).toMatchObject({ state: 'missing', reason: 'throttled' });
  });
});
