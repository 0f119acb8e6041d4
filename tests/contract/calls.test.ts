// Contract layer: the AWS calls of a check, and the rate of those to the load balancers, through the adapters that run in AWS.
import { readFunctionFiles } from '#deploy/function-file.ts';
import { type CountedCheck, countCalls, type FleetSize } from '#scripts/calls/count-calls.ts';
import { sum } from '#shared/domain/model/statistics.ts';

/** Four metrics of the target group, four of its load balancer, three of the service. */
const SERIES_PER_SERVICE = 11;
const TASKS_PER_SERVICE = 4;

const FLEETS: readonly (FleetSize & { readonly fleet: string; readonly unhealthy: number })[] = [
  { fleet: 'one service', services: 1, unhealthy: 0 },
  { fleet: '200 services', services: 200, unhealthy: 0 },
  { fleet: '200 services, one in ten unhealthy', services: 200, unhealthyEvery: 10, unhealthy: 20 },
];

describe.each(FLEETS)('two checks of $fleet', ({ unhealthy, ...size }) => {
  const { services } = size;
  let checks: readonly [CountedCheck, CountedCheck];
  beforeAll(async () => {
    checks = await countCalls(size);
  });
  const made = (name: string) => checks.map(({ calls }) => calls.get(name) ?? 0);
  const bothTimes = (count: number) => [count, count];

  it('observe all parts of every service', () => {
    const observations = checks.flatMap((check) => [...check.observations.values()]);
    const states = observations.flatMap(({ ecs, tasks, targetGroups, traffic, utilisation, history, taskProbes }) =>
      [ecs, tasks, targetGroups, traffic, utilisation, history, taskProbes].map(({ state }) => state),
    );
    expect(observations).toHaveLength(2 * services);
    expect(new Set(states)).toEqual(new Set(['observed']));
  });

  it('describe ten services per call, list tasks per service, and describe a hundred tasks per call', () => {
    const stoppedTasks = Math.ceil(unhealthy / 100);
    expect(made('ecs DescribeServices')).toEqual(bothTimes(Math.ceil(services / 10)));
    expect(made('ecs ListTasks')).toEqual(bothTimes(2 * services));
    expect(made('ecs DescribeTasks')).toEqual(
      bothTimes(Math.ceil((services * TASKS_PER_SERVICE) / 100) + stoppedTasks),
    );
  });

  it('request 500 metrics per call and each metric once, and all alarms in one call', () => {
    expect(checks.map(({ series }) => series)).toEqual(bothTimes(services * SERIES_PER_SERVICE));
    expect(made('cloudwatch GetMetricData')).toEqual(bothTimes(Math.ceil((services * SERIES_PER_SERVICE) / 500)));
    expect(made('cloudwatch DescribeAlarms')).toEqual(bothTimes(1));
  });

  it('read the settings of target groups once, twenty per call, and the health of each group both times', () => {
    expect(made('elbv2 DescribeTargetGroups')).toEqual([Math.ceil(services / 20), 0]);
    expect(made('elbv2 DescribeTargetHealth')).toEqual(bothTimes(services));
  });

  it('start five calls to the load balancers per second, no more and no fewer', () => {
    for (const { calls, loadBalancerCallsPerSecond, seconds } of checks) {
      const all = sum([...calls].filter(([name]) => name.startsWith('elbv2 ')).map(([, count]) => count));
      expect(loadBalancerCallsPerSecond).toBe(Math.min(5, all));
      expect(seconds).toBe(Math.ceil(all / 5) - 1);
    }
  });

  it('read details of unhealthy services only, and each task definition once', () => {
    expect(made('ecs DescribeTaskDefinition')).toEqual([unhealthy, 0]);
    // One query for the texts of the patterns, and one for errors in other words.
    expect(made('logs FilterLogEvents')).toEqual(bothTimes(2 * unhealthy));
    expect(made('ecs ListServiceDeployments')).toEqual(bothTimes(unhealthy));
  });
});

describe('score-health as it is deployed', () => {
  const SERVICES_PER_MESSAGE = 10;
  const ACCOUNT_CALLS_PER_SECOND = 10;
  const file = readFunctionFiles('functions').find(({ name }) => name === 'score-health');
  const queue = file?.events[0]?.sqs as Readonly<Record<string, number>> | undefined;

  it('observes a full batch within half of its timeout before any settings are cached', async () => {
    const [first] = await countCalls({ services: Number(queue?.batchSize) * SERVICES_PER_MESSAGE, unhealthyEvery: 10 });
    expect(first.seconds).toBeLessThanOrEqual(Number(file?.timeoutSeconds) / 2);
  });

  it('stays within the rate of the account with all its concurrent instances', async () => {
    const [first] = await countCalls({ services: 50 });
    const together = first.loadBalancerCallsPerSecond * Number(queue?.maximumConcurrency);
    expect(together).toBeLessThanOrEqual(ACCOUNT_CALLS_PER_SECOND);
  });
});
