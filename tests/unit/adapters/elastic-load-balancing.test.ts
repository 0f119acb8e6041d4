// Unit layer: what the target group reader makes of refusals and nonsense, and how often it asks.
import type {
  DescribeTargetGroupsCommandInput,
  TargetGroup,
  TargetHealthDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Operation } from '#local-aws/operation.ts';
import { targetGroupReader } from '#shared/adapters/elbv2/target-groups.ts';
import { type Timing, WITHOUT_WAITING } from '#shared/adapters/transport/pace.ts';
import { valueIn } from '#shared/domain/model/part.ts';
import { MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { clock, counting, NOW, recordedClient, refusing } from './recorded.ts';

const ARN = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/registry/73e2d6bc24d8a067';

const aGroup = (given: Partial<TargetGroup> = {}): TargetGroup => ({
  TargetGroupArn: ARN,
  Port: 5000,
  HealthCheckPath: '/health',
  HealthCheckPort: 'traffic-port',
  HealthCheckIntervalSeconds: 5,
  HealthCheckTimeoutSeconds: 2,
  HealthyThresholdCount: 2,
  UnhealthyThresholdCount: 2,
  Matcher: { HttpCode: '200' },
  LoadBalancerArns: ['arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/registry/50dc6c495c0c9188'],
  ...given,
});

const healthy: TargetHealthDescription = {
  Target: { Id: '10.0.0.1', Port: 5000, AvailabilityZone: 'us-east-1a' },
  TargetHealth: { State: 'healthy' },
};

const well: Readonly<Record<string, Operation>> = {
  DescribeTargetGroups: ({ TargetGroupArns = [] }: DescribeTargetGroupsCommandInput) => ({
    TargetGroups: TargetGroupArns.map((TargetGroupArn) => aGroup({ TargetGroupArn })),
  }),
  DescribeTargetHealth: () => ({ TargetHealthDescriptions: [healthy] }),
};

const readOne = async (operations: Readonly<Record<string, Operation>>) => {
  const { client } = recordedClient('elbv2', { ...well, ...operations });
  return (await targetGroupReader(client, clock, WITHOUT_WAITING).read([ARN])).get(ARN);
};

describe('a target group', () => {
  it('without targets is observed to have none', async () => {
    const part = await readOne({ DescribeTargetHealth: () => ({ TargetHealthDescriptions: [] }) });
    expect(part).toEqual({
      state: 'observed',
      at: NOW,
      value: {
        arn: ARN,
        port: 5000,
        healthCheck: {
          path: '/health',
          port: 'traffic-port',
          intervalSeconds: 5,
          timeoutSeconds: 2,
          healthyThreshold: 2,
          unhealthyThreshold: 2,
          codes: '200',
        },
        loadBalancerNames: ['app/registry/50dc6c495c0c9188'],
        targets: [],
      },
    });
  });

  it('lacks the zone of a target, and the load balancer, that AWS does not name', async () => {
    const { LoadBalancerArns: _, ...unbalanced } = aGroup();
    const part = await readOne({
      DescribeTargetGroups: () => ({ TargetGroups: [unbalanced] }),
      DescribeTargetHealth: () => ({
        TargetHealthDescriptions: [{ ...healthy, Target: { Id: '10.0.0.1', Port: 5000 } }],
      }),
    });
    expect(part && valueIn(part)).toMatchObject({
      loadBalancerNames: [],
      targets: [{ id: '10.0.0.1', availabilityZone: '', state: 'healthy' }],
    });
    expect(await readOne({ DescribeTargetHealth: () => ({}) })).toMatchObject({ value: { targets: [] } });
  });

  it.each([
    { call: 'DescribeTargetHealth', name: 'Throttling', reason: 'throttled' },
    { call: 'DescribeTargetGroups', name: 'AccessDenied', reason: 'access-denied' },
    { call: 'DescribeTargetGroups', name: 'TargetGroupNotFoundException', reason: 'not-found' },
  ])('is missing as $reason when $call is refused with $name', async ({ call, name, reason }) => {
    expect(await readOne({ [call]: refusing(name) })).toMatchObject({ state: 'missing', reason });
  });

  it.each([
    { fault: 'no port', operations: { DescribeTargetGroups: () => ({ TargetGroups: [aGroup({ Port: undefined })] }) } },
    {
      fault: 'a target of no known state',
      operations: {
        DescribeTargetHealth: () => ({
          TargetHealthDescriptions: [{ ...healthy, TargetHealth: { State: 'tired' as never } }],
        }),
      },
    },
    {
      fault: 'a target without a port',
      operations: {
        DescribeTargetHealth: () => ({ TargetHealthDescriptions: [{ ...healthy, Target: { Id: '10.0.0.1' } }] }),
      },
    },
  ])('with $fault is missing as invalid', async ({ operations }) => {
    expect(await readOne(operations)).toMatchObject({ state: 'missing', reason: 'invalid' });
  });

  it('that is left out of the answer is not found', async () => {
    expect(await readOne({ DescribeTargetGroups: () => ({ TargetGroups: [] }) })).toMatchObject({
      reason: 'not-found',
    });
  });
});

describe('a target', () => {
  it.each([
    { result: 'anomalous', isAnomalous: true },
    { result: 'normal', isAnomalous: undefined },
    { result: undefined, isAnomalous: undefined },
  ] as const)(
    'of which the load balancer finds $result is anomalous: $isAnomalous',
    async ({ result, isAnomalous }) => {
      const part = await readOne({
        DescribeTargetHealth: () => ({
          TargetHealthDescriptions: [{ ...healthy, ...(result && { AnomalyDetection: { Result: result } }) }],
        }),
      });
      expect(part && valueIn(part)?.targets[0]?.isAnomalous).toBe(isAnomalous);
    },
  );
});

describe('the calls', () => {
  const arnsOf = (count: number) => Array.from({ length: count }, (_, index) => `${ARN}${index}`);

  it.each([
    { groups: 0, sizes: [] },
    { groups: 1, sizes: [1] },
    { groups: 19, sizes: [19] },
    { groups: 20, sizes: [20] },
    { groups: 21, sizes: [20, 1] },
    { groups: 45, sizes: [20, 20, 5] },
  ])('describe $groups groups in calls for $sizes of them', async ({ groups, sizes }) => {
    const { client, calls } = recordedClient('elbv2', well);
    const parts = await targetGroupReader(client, clock, WITHOUT_WAITING).read(arnsOf(groups));
    const described = calls.filter(({ operation }) => operation === 'DescribeTargetGroups');
    expect(described.map(({ input }) => (input as DescribeTargetGroupsCommandInput).TargetGroupArns?.length)).toEqual(
      sizes,
    );
    expect([...parts].map(([arn, part]) => valueIn(part)?.arn === arn)).toEqual(arnsOf(groups).map(() => true));
  });

  /** As AWS does it: one group that is gone is the answer to the whole call. */
  const allBut =
    (gone: string): Operation =>
    (input: DescribeTargetGroupsCommandInput, caller) =>
      (input.TargetGroupArns?.includes(gone) ? refusing('TargetGroupNotFoundException') : well.DescribeTargetGroups)?.(
        input as never,
        caller,
      );

  it('for a group that is gone spoil no other of its batch, and later leave the others alone', async () => {
    const [gone = '', ...others] = arnsOf(20);
    const { client, calls } = recordedClient('elbv2', { ...well, DescribeTargetGroups: allBut(gone) });
    const reader = targetGroupReader(client, clock, WITHOUT_WAITING);
    const described = () => calls.filter(({ operation }) => operation === 'DescribeTargetGroups').length;
    const parts = await reader.read([gone, ...others]);
    expect(parts.get(gone)).toMatchObject({ state: 'missing', reason: 'not-found' });
    expect(others.map((arn) => parts.get(arn)?.state)).toEqual(others.map(() => 'observed'));
    expect(described()).toBe(1 + 20);
    await reader.read([gone, ...others]);
    expect(described()).toBe(1 + 20 + 1);
  });

  it('for a group that a batch leaves out are made once more, for it alone', async () => {
    const [first = '', second = ''] = arnsOf(2);
    const { client } = recordedClient('elbv2', {
      ...well,
      DescribeTargetGroups: ({ TargetGroupArns: [arn] = [] }: DescribeTargetGroupsCommandInput) => ({
        TargetGroups: [aGroup({ TargetGroupArn: arn })],
      }),
    });
    const parts = await targetGroupReader(client, clock, WITHOUT_WAITING).read([first, second]);
    expect([first, second].map((arn) => parts.get(arn)?.state)).toEqual(['observed', 'observed']);
  });

  it('that are throttled are not made again one by one', async () => {
    const { client, calls } = recordedClient('elbv2', { ...well, DescribeTargetGroups: refusing('Throttling') });
    const parts = await targetGroupReader(client, clock, WITHOUT_WAITING).read(arnsOf(20));
    expect(calls).toHaveLength(1);
    expect([...parts.values()].map((part) => part.state)).toEqual(arnsOf(20).map(() => 'missing'));
  });

  it('ask whether targets are anomalous', async () => {
    const { client, calls } = recordedClient('elbv2', well);
    await targetGroupReader(client, clock, WITHOUT_WAITING).read([ARN]);
    expect(calls.at(-1)).toEqual({
      operation: 'DescribeTargetHealth',
      input: { TargetGroupArn: ARN, Include: ['AnomalyDetection'] },
    });
  });

  it('of all kinds together begin five a second', async () => {
    let now = 0;
    const timing: Timing = {
      now: () => now,
      sleep: async (milliseconds) => {
        const wakeAt = now + milliseconds;
        await new Promise((resolve) => setImmediate(resolve));
        now = Math.max(now, wakeAt);
      },
    };
    const begun: number[] = [];
    const noting = ([operation, answer]: [string, Operation]): [string, Operation] => [
      operation,
      (input, caller) => {
        begun.push(now);
        return answer(input, caller);
      },
    ];
    const { client } = recordedClient('elbv2', Object.fromEntries(Object.entries(well).map(noting)));
    await targetGroupReader(client, clock, timing).read(arnsOf(21));
    expect(begun).toHaveLength(2 + 21);
    const perSecond = [...Map.groupBy(begun, (at) => Math.floor(at / SECOND)).values()].map(({ length }) => length);
    expect(perSecond).toEqual([5, 5, 5, 5, 3]);
  });

  it.each([
    { after: 0, settingsRead: 1 },
    { after: 5 * MINUTE - 1, settingsRead: 1 },
    { after: 5 * MINUTE, settingsRead: 2 },
    { after: 5 * MINUTE + 1, settingsRead: 2 },
  ])('for settings number $settingsRead when the second look is $after ms after the first', async (row) => {
    let now = NOW;
    const { client, calls } = recordedClient('elbv2', well);
    const reader = targetGroupReader(client, { now: () => now }, WITHOUT_WAITING);
    await reader.read([ARN]);
    now += row.after;
    await reader.read([ARN]);
    const made = (name: string) => calls.filter(({ operation }) => operation === name).length;
    expect(made('DescribeTargetGroups')).toBe(row.settingsRead);
    expect(made('DescribeTargetHealth')).toBe(2);
  });

  it('for settings that failed are made again the next time', async () => {
    let refused = true;
    const { client } = recordedClient('elbv2', {
      ...well,
      DescribeTargetGroups: (input, caller) => {
        if (refused) return refusing('Throttling')(input, caller);
        return well.DescribeTargetGroups?.(input, caller);
      },
    });
    const reader = targetGroupReader(client, clock, WITHOUT_WAITING);
    expect((await reader.read([ARN])).get(ARN)?.state).toBe('missing');
    refused = false;
    expect((await reader.read([ARN])).get(ARN)?.state).toBe('observed');
  });

  it('are made for five groups at a time, once for a group that is named twice', async () => {
    const { seen, during } = counting();
    const { client } = recordedClient('elbv2', {
      ...well,
      DescribeTargetHealth: () => during(() => ({ TargetHealthDescriptions: [healthy] })),
    });
    const arns = Array.from({ length: 30 }, (_, index) => `${ARN}${index}`);
    const parts = await targetGroupReader(client, clock, WITHOUT_WAITING).read([...arns, ...arns]);
    expect(parts.size).toBe(30);
    expect(seen.most).toBe(5);
    expect([...parts.values()].every((part) => valueIn(part)?.targets.length === 1)).toBe(true);
  });
});
