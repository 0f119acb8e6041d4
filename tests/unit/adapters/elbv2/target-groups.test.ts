// Unit layer: how the target group reader converts groups and targets, batches its calls, and paces them.
import type {
  DescribeTargetGroupsCommandInput,
  TargetGroup,
  TargetHealthDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Operation } from '#local-aws/operation.ts';
import { toSettings } from '#shared/adapters/elbv2/target-group.ts';
import { targetGroupReader } from '#shared/adapters/elbv2/target-groups.ts';
import { type Timing, WITHOUT_WAITING } from '#shared/adapters/transport/pace.ts';
import { valueIn } from '#shared/domain/model/part.ts';
import { SECOND } from '#shared/domain/model/time.ts';
import { clock, only, range, recordedClient, refusing } from '../recorded-client.ts';

const ELB = 'arn:aws:elasticloadbalancing:us-east-1:123456789012';
const ARN = `${ELB}:targetgroup/registry/73e2d6bc24d8a067`;
const arnsOf = (count: number) => range(count).map((number) => `${ARN}${number}`);

const aGroup = (given: Partial<TargetGroup> = {}): TargetGroup => ({
  TargetGroupArn: ARN,
  Port: 5000,
  HealthCheckIntervalSeconds: 5,
  LoadBalancerArns: [`${ELB}:loadbalancer/app/registry/50dc6c495c0c9188`],
  ...given,
});

const aTarget = (given: TargetHealthDescription = {}): TargetHealthDescription => ({
  Target: { Id: '10.0.0.1', Port: 5000, AvailabilityZone: 'us-east-1a' },
  TargetHealth: { State: 'healthy' },
  ...given,
});

const HEALTHY: Readonly<Record<string, Operation>> = {
  DescribeTargetGroups: ({ TargetGroupArns = [] }: DescribeTargetGroupsCommandInput) => ({
    TargetGroups: TargetGroupArns.map((TargetGroupArn) => aGroup({ TargetGroupArn })),
  }),
  DescribeTargetHealth: () => ({ TargetHealthDescriptions: [aTarget()] }),
};

const readerOver = (operations: Readonly<Record<string, Operation>> = {}, timing: Timing = WITHOUT_WAITING) => {
  const recorded = recordedClient('elbv2', { ...HEALTHY, ...operations });
  const batchSizes = () =>
    recorded
      .inputsOf<DescribeTargetGroupsCommandInput>('DescribeTargetGroups')
      .map(({ TargetGroupArns }) => TargetGroupArns?.length);
  return { ...recorded, batchSizes, reader: targetGroupReader(recorded.client, clock, timing) };
};

const readWith = async (group: TargetGroup, targets: readonly TargetHealthDescription[] = []) => {
  const { reader } = readerOver({
    DescribeTargetGroups: () => ({ TargetGroups: [group] }),
    DescribeTargetHealth: () => ({ TargetHealthDescriptions: targets }),
  });
  return only(await reader.read([ARN]));
};

it('a target group lacks the settings, load balancers and zones that AWS does not name', async () => {
  const { LoadBalancerArns: _, ...group } = aGroup();
  expect(valueIn(await readWith(group, [aTarget({ Target: { Id: '10.0.0.1', Port: 5000 } })]))).toEqual({
    arn: ARN,
    port: 5000,
    balancedBy: 'none',
    healthCheck: { port: 'traffic-port', intervalSeconds: 5 },
    loadBalancerNames: [],
    targets: [{ id: '10.0.0.1', port: 5000, availabilityZone: '', state: 'healthy' }],
  });
  const { reader } = readerOver({ DescribeTargetHealth: () => ({}) });
  expect(valueIn(only(await reader.read([ARN])))?.targets).toEqual([]);
});

it.each([
  { name: 'app/registry/50dc6c495c0c9188', balancedBy: 'application' },
  { name: 'net/registry/50dc6c495c0c9188', balancedBy: 'network' },
  { name: 'gwy/registry/50dc6c495c0c9188', balancedBy: 'gateway' },
])('a target group of the load balancer $name is balanced by $balancedBy', async ({ name, balancedBy }) => {
  const group = aGroup({ LoadBalancerArns: [`${ELB}:loadbalancer/${name}`] });
  expect(valueIn(await readWith(group))).toMatchObject({ balancedBy, loadBalancerNames: [name] });
});

const speaking = (given: object) => aGroup({ Protocol: 'HTTP', ProtocolVersion: 'HTTP1', ...given });

it('a target group is read with its protocol, and with the path and the statuses of its health check', async () => {
  const group = speaking({ HealthCheckPath: '/health', Matcher: { HttpCode: '200-299' } });
  expect(valueIn(await readWith(group))).toMatchObject({
    protocol: 'HTTP',
    protocolVersion: 'HTTP1',
    healthCheck: { path: '/health', codes: '200-299' },
  });
});

it.each(['', 7, null, {}])('a setting of %j that only work probes need is left out of a usable group', (value) => {
  const group = { Protocol: value, ProtocolVersion: value, HealthCheckPath: value, Matcher: { HttpCode: value } };
  expect(toSettings(aGroup(group as object))).toEqual(toSettings(aGroup()));
  expect(toSettings(aGroup())).not.toHaveProperty('protocol');
});

it.each([
  { fault: 'no port', group: aGroup({ Port: undefined }), target: aTarget() },
  {
    fault: 'a target in an unknown state',
    group: aGroup(),
    target: aTarget({ TargetHealth: { State: 'tired' as never } }),
  },
  { fault: 'a target without a port', group: aGroup(), target: aTarget({ Target: { Id: '10.0.0.1' } }) },
])('a target group with $fault is missing as invalid', async ({ group, target }) => {
  expect(await readWith(group, [target])).toMatchObject({ state: 'missing', reason: 'invalid' });
});

it.each([
  { result: 'anomalous', isAnomalous: true },
  { result: 'normal', isAnomalous: undefined },
  { result: undefined, isAnomalous: undefined },
] as const)(
  'a target with the anomaly result $result has isAnomalous $isAnomalous',
  async ({ result, isAnomalous }) => {
    const part = await readWith(aGroup(), [aTarget(result && { AnomalyDetection: { Result: result } })]);
    expect(valueIn(part)?.targets[0]?.isAnomalous).toBe(isAnomalous);
  },
);

it('the health of targets is read with their anomalies', async () => {
  const { reader, inputsOf } = readerOver();
  await reader.read([ARN]);
  expect(inputsOf('DescribeTargetHealth')).toEqual([{ TargetGroupArn: ARN, Include: ['AnomalyDetection'] }]);
});

it.each([
  { groups: 0, sizes: [] },
  { groups: 1, sizes: [1] },
  { groups: 19, sizes: [19] },
  { groups: 20, sizes: [20] },
  { groups: 21, sizes: [20, 1] },
  { groups: 45, sizes: [20, 20, 5] },
])('$groups target groups are described in calls of $sizes', async ({ groups, sizes }) => {
  const { reader, batchSizes } = readerOver();
  const arns = arnsOf(groups);
  const parts = await reader.read([...arns, ...arns]);
  expect(batchSizes()).toEqual(sizes);
  expect([...parts.values()].map((part) => valueIn(part)?.arn)).toEqual(arns);
});

it('a deleted target group fails its whole batch, so the batch is read one by one, and later only the deleted one', async () => {
  const [deleted = '', ...others] = arnsOf(20);
  const { reader, batchSizes } = readerOver({
    DescribeTargetGroups: (input: DescribeTargetGroupsCommandInput, caller) =>
      (input.TargetGroupArns?.includes(deleted)
        ? refusing('TargetGroupNotFoundException')
        : HEALTHY.DescribeTargetGroups)?.(input as never, caller),
  });
  const parts = await reader.read([deleted, ...others]);
  expect(parts.get(deleted)).toMatchObject({ state: 'missing', reason: 'not-found' });
  expect(others.map((arn) => parts.get(arn)?.state)).toEqual(others.map(() => 'observed'));
  expect(batchSizes()).toEqual([20, ...others.map(() => 1), 1]);
  await reader.read([deleted, ...others]);
  expect(batchSizes().slice(21)).toEqual([1]);
});

it('a target group that a batch leaves out is read once more on its own', async () => {
  const { reader, batchSizes } = readerOver({
    DescribeTargetGroups: ({ TargetGroupArns: [arn] = [] }: DescribeTargetGroupsCommandInput) => ({
      TargetGroups: [aGroup({ TargetGroupArn: arn })],
    }),
  });
  const parts = await reader.read(arnsOf(2));
  expect([...parts.values()].map(({ state }) => state)).toEqual(['observed', 'observed']);
  expect(batchSizes()).toEqual([2, 1]);
});

it('a throttled batch is not read one by one', async () => {
  const { reader, calls } = readerOver({ DescribeTargetGroups: refusing('Throttling') });
  const parts = await reader.read(arnsOf(20));
  expect(calls).toHaveLength(1);
  expect([...parts.values()].map(({ state }) => state)).toEqual(arnsOf(20).map(() => 'missing'));
});

it('calls of both operations together start five per second', async () => {
  let now = 0;
  const timing: Timing = {
    now: () => now,
    sleep: async (milliseconds) => {
      const wakeAt = now + milliseconds;
      await new Promise((resolve) => setImmediate(resolve));
      now = Math.max(now, wakeAt);
    },
  };
  const starts: number[] = [];
  const noting = ([operation, answer]: [string, Operation]): [string, Operation] => [
    operation,
    (input, caller) => {
      starts.push(now);
      return answer(input, caller);
    },
  ];
  const { reader } = readerOver(Object.fromEntries(Object.entries(HEALTHY).map(noting)), timing);
  await reader.read(arnsOf(21));
  const perSecond = [...Map.groupBy(starts, (at) => Math.floor(at / SECOND)).values()].map(({ length }) => length);
  expect(perSecond).toEqual([5, 5, 5, 5, 3]);
});
