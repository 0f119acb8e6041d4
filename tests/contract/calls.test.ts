// Contract layer: how many calls a look costs, through the adapters that run in AWS, and how fast those to the load balancers come.
import { readFunctionFiles } from '#deploy/function-file.ts';
import { type FleetSize, type Look, lookTwice } from '#tests/builders/counted-looks.ts';

const TASKS_PER_SERVICE = 4;
/** Three of the target group, three of its load balancer, two of the service. */
const SERIES_PER_SERVICE = 8;

const made = (look: Look, name: string): number => look.calls.get(name) ?? 0;

const bounds = ({ services, troubledEvery }: FleetSize) => {
  const troubled = troubledEvery === undefined ? 0 : services / troubledEvery;
  return {
    services: Math.ceil(services / 10),
    tasks: Math.ceil((services * TASKS_PER_SERVICE) / 100) + Math.ceil(troubled / 100),
    metrics: Math.ceil((services * SERIES_PER_SERVICE) / 500),
    groups: Math.ceil(services / 20),
    troubled,
  };
};

const FLEETS: readonly (FleetSize & { readonly fleet: string })[] = [
  { fleet: 'one service', services: 1 },
  { fleet: '200 services', services: 200 },
  { fleet: '200 services, one in ten in trouble', services: 200, troubledEvery: 10 },
];

describe.each(FLEETS)('two looks at $fleet', (size) => {
  const most = bounds(size);
  let looks: readonly [Look, Look];
  beforeAll(async () => {
    looks = await lookTwice(size);
  });

  it('read all that they are to read', () => {
    const parts = looks.flatMap(({ observations }) => [...observations.values()]);
    expect(parts).toHaveLength(2 * size.services);
    const states = parts.map(({ ecs, tasks, targetGroups, traffic, utilisation, history, taskProbes }) =>
      [ecs, tasks, targetGroups, traffic, utilisation, history, taskProbes].map(({ state }) => state).join(),
    );
    expect(new Set(states)).toEqual(new Set(['observed,observed,observed,observed,observed,observed,observed']));
  });

  it('describe ten services in a call, and a hundred tasks', () => {
    for (const look of looks) {
      expect(made(look, 'ecs DescribeServices')).toBe(most.services);
      expect(made(look, 'ecs ListTasks')).toBe(2 * size.services);
      expect(made(look, 'ecs DescribeTasks')).toBe(most.tasks);
    }
  });

  it('ask for 500 metrics in a call, and for nothing twice', () => {
    for (const look of looks) {
      expect(look.series).toBe(size.services * SERIES_PER_SERVICE);
      expect(made(look, 'cloudwatch GetMetricData')).toBe(most.metrics);
      expect(made(look, 'cloudwatch DescribeAlarms')).toBe(1);
    }
  });

  it('ask for the settings of target groups once, twenty in a call, and for the health of each every time', () => {
    expect(looks.map((look) => made(look, 'elbv2 DescribeTargetGroups'))).toEqual([most.groups, 0]);
    expect(looks.map((look) => made(look, 'elbv2 DescribeTargetHealth'))).toEqual([size.services, size.services]);
  });

  it('begin no more than five calls to the load balancers within any second, and no fewer than they may', () => {
    for (const look of looks) {
      const calls = [...look.calls].filter(([name]) => name.startsWith('elbv2 ')).reduce((sum, [, n]) => sum + n, 0);
      expect(look.loadBalancerCallsPerSecond).toBe(Math.min(5, calls));
      expect(look.seconds).toBe(Math.ceil(calls / 5) - 1);
    }
  });

  it('look closer at the services in trouble, and at no others', () => {
    expect(looks.map((look) => made(look, 'ecs DescribeTaskDefinition'))).toEqual([most.troubled, 0]);
    expect(looks.map((look) => made(look, 'logs FilterLogEvents'))).toEqual([most.troubled, most.troubled]);
    expect(looks.map((look) => made(look, 'ecs ListServiceDeployments'))).toEqual([most.troubled, most.troubled]);
  });
});

describe('score-health as it is deployed', () => {
  const SERVICES_PER_MESSAGE = 10;
  const CALLS_OF_THE_ACCOUNT_PER_SECOND = 10;
  const file = readFunctionFiles('functions').find(({ name }) => name === 'score-health');
  const queue = file?.events[0]?.sqs as Readonly<Record<string, number>> | undefined;

  it('looks at a full batch within half of its time, when it knows no settings yet', async () => {
    const [first] = await lookTwice({ services: Number(queue?.batchSize) * SERVICES_PER_MESSAGE, troubledEvery: 10 });
    expect(first.seconds).toBeLessThanOrEqual(Number(file?.timeoutSeconds) / 2);
  });

  it('takes no more than the rate of the account in all its processes together', async () => {
    const [first] = await lookTwice({ services: 50 });
    expect(first.loadBalancerCallsPerSecond * Number(queue?.maximumConcurrency)).toBeLessThanOrEqual(
      CALLS_OF_THE_ACCOUNT_PER_SECOND,
    );
  });
});
