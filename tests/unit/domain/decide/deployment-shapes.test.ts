// Unit layer: the decision table, on how a service is deployed. See docs/support.md.
import { HOUR } from '#shared/domain/model/time.ts';
import { minutesAgo, NOW, OLDER_REVISION, TARGET_GROUP_ARN } from '#tests/builders/constants.ts';
import { level } from '#tests/builders/metrics.ts';
import { anOlderRelease, aRelease, aTarget, aTargetGroup } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { each, itDecides, MANUAL, NEW_TASK, RELEASED_AT, ROLLING_OUT } from './decision-table.ts';

const healthy = { what: 'healthy', cause: 'none', decision: 'none: healthy' } as const;
const moving = { cause: 'in-transition', decision: 'wait: in-transition' } as const;
const stopped = { cause: 'bad-release', decision: 'act: roll-back stop-deployment d42', only: ['roll-back'] } as const;
const redeployed = { ...stopped, decision: 'act: roll-back redeploy mlflow-registry:41' } as const;
const hung = { what: 'a task hangs', cause: 'instance-grey', hung: [1] } as const;
const replaced = { ...hung, decision: 'act: stop-task surge task-1', only: ['stop-task'] } as const;
const reset = {
  what: 'a breaker is stuck open',
  cause: 'breaker-stuck-open',
  decision: 'act: reset-breaker half-open backend',
  only: ['reset-breaker'],
  breaker: { state: 'open', openedAt: minutesAgo(3) },
} as const;

const GREEN = `${TARGET_GROUP_ARN}-green`;

describe.each(['BLUE_GREEN', 'LINEAR', 'CANARY'] as const)('the strategy %s', (strategy) => {
  const shifting: ServiceState = {
    ...ROLLING_OUT,
    ecs: { strategy },
    targetGroups: [
      aTargetGroup({ targets: [aTarget(1), aTarget(2)] }),
      aTargetGroup({ arn: GREEN, targets: [aTarget(3), aTarget(4)] }),
    ],
  };
  const answered = (failed: number) => ({
    byTargetGroup: {
      [TARGET_GROUP_ARN]: { requests: level(5, 900), failed: level(5, 0) },
      [GREEN]: { requests: level(5, 100), failed: level(5, failed) },
    },
  });
  const worse: ServiceState = { ...shifting, metrics: answered(40) };
  const waiting = { status: 'IN_PROGRESS', isPaused: true, stage: 'POST_TEST_TRAFFIC_SHIFT' } as const;
  const since = NOW - 10 * HOUR;
  const paused: ServiceState = {
    ...shifting,
    deployments: ROLLING_OUT.deployments?.map((one, index) => (index === 0 ? { ...one, createdAt: since } : one)) ?? [],
    releases: [aRelease({ ...waiting, createdAt: since }), anOlderRelease()],
    task: each([3, 4], { createdAt: since, startedAt: since }),
  };
  const other = OLDER_REVISION.replace(':41', ':40');
  const toUnproven = [aRelease({ status: 'IN_PROGRESS', createdAt: RELEASED_AT, before: [other] }), anOlderRelease()];
  const held = { ...hung, decision: 'wait: deployment-in-progress', only: ['would stop-task'] } as const;

  itDecides('at rest', [
    { ...healthy, ecs: { strategy } },
    { ...replaced, ecs: { strategy } },
  ]);
  itDecides('during a deployment', [
    { ...moving, ...shifting, what: 'both revisions answer well', metrics: answered(0) },
    { ...stopped, ...worse, what: 'the new revision answers worse' },
    { ...held, ...shifting, what: 'a task of the older revision hangs' },
    { ...moving, ...paused, what: 'a hook has paused it for ten hours' },
    {
      ...stopped,
      ...worse,
      what: 'a hook has paused it, and the new revision answers worse',
      releases: [aRelease({ ...waiting, createdAt: RELEASED_AT }), anOlderRelease()],
    },
    {
      ...worse,
      cause: 'bad-release',
      decision: MANUAL,
      what: 'ECS would return to no proven one',
      releases: toUnproven,
    },
  ]);
});

describe.each(['CODE_DEPLOY', 'EXTERNAL'] as const)('the deployment controller %s', (controller) => {
  const noReleases = { missing: { releases: 'not-configured' } } as const;
  const foreign: ServiceState = { ecs: { controller }, ...noReleases };
  const shifting: ServiceState = {
    ...noReleases,
    ecs: { controller, taskDefinition: OLDER_REVISION },
    deployments: [
      { id: 'ecs-svc/41', taskDefinition: OLDER_REVISION },
      { status: 'ACTIVE', rolloutState: 'IN_PROGRESS', createdAt: RELEASED_AT },
    ],
    older: [1, 2],
    task: each([3, 4], NEW_TASK),
  };
  const refused = { decision: 'escalate: not-rolling' } as const;

  itDecides('a service', [
    { ...healthy, ...foreign },
    { ...moving, ...shifting, what: 'a second task set is deployed' },
    { ...refused, ...shifting, cause: 'bad-release', what: 'no task of the new set serves', unhealthy: [3, 4] },
    { ...hung, ...refused, ...foreign },
    { ...reset, ...foreign },
  ]);
});

/** ECS owns the load balancer, the scaling and the canary. The target groups stand in the service revisions only. */
const onExpress: ServiceState = {
  ecs: { strategy: 'CANARY', rollsBackByItself: true, targetGroupArns: [TARGET_GROUP_ARN, GREEN] },
  targetGroups: [
    aTargetGroup({ targets: [aTarget(1), aTarget(2)] }),
    aTargetGroup({ arn: GREEN, targets: [aTarget(3), aTarget(4)] }),
  ],
};
const canary = (failed: number): ServiceState => ({
  ...ROLLING_OUT,
  ...onExpress,
  releases: [
    aRelease({ status: 'IN_PROGRESS', createdAt: RELEASED_AT, stage: 'PRODUCTION_TRAFFIC_SHIFT' }),
    anOlderRelease(),
  ],
  traffic: { requests: 1_000, target5xx: failed },
  metrics: {
    byTargetGroup: {
      [TARGET_GROUP_ARN]: { requests: level(5, 950), failed: level(5, 0) },
      [GREEN]: { requests: level(5, 50), failed: level(5, failed) },
    },
  },
});
const released: ServiceState = {
  ...onExpress,
  targetGroups: [aTargetGroup({ targets: [] }), aTargetGroup({ arn: GREEN })],
  deployments: [{ createdAt: RELEASED_AT }],
  releases: [aRelease({ createdAt: RELEASED_AT, finishedAt: minutesAgo(2) }), anOlderRelease()],
  task: each([1, 2, 3, 4], NEW_TASK),
};
const red = [1, 2, 3, 4].map((number) => aTarget(number, { state: 'unhealthy', reason: 'Target.Timeout' }));
const single: ServiceState = {
  ...onExpress,
  desired: 1,
  tasks: 1,
  targetGroups: [aTargetGroup({ targets: [aTarget(1)] }), aTargetGroup({ arn: GREEN, targets: [] })],
  scaling: { minimum: 1, maximum: 1 },
};
const elsewhere = [
  aRelease({ status: 'IN_PROGRESS', createdAt: RELEASED_AT, before: [OLDER_REVISION.replace(':41', ':40')] }),
  anOlderRelease(),
];
itDecides('Express Mode', [
  { ...healthy, ...onExpress },
  { ...moving, ...canary(0), what: 'a good canary gets its share of the traffic' },
  { ...stopped, ...canary(40), what: 'the target group of the canary answers 5xx' },
  {
    ...canary(40),
    what: 'the target group of the canary answers 5xx, and ECS would return to no proven one',
    releases: elsewhere,
    cause: 'bad-release',
    decision: MANUAL,
  },
  {
    ...redeployed,
    ...released,
    what: 'a completed release of which no task serves',
    targetGroups: [aTargetGroup({ targets: [] }), aTargetGroup({ arn: GREEN, targets: red })],
  },
  { ...replaced, ...single, what: 'the only task hangs' },
]);

const rebalancing: ServiceState = {
  starting: [5],
  ecs: {
    rebalancesZones: true,
    events: [
      { at: minutesAgo(1), message: '(service registry) has started 1 tasks in us-east-1b to AZ Rebalance: (task 5).' },
    ],
  },
};
itDecides('AZ rebalancing', [
  { ...moving, ...rebalancing, what: 'a task is moved' },
  { ...moving, ...rebalancing, what: 'a task has left', tasks: 3 },
  { ...replaced, ...rebalancing, what: 'a task hangs meanwhile' },
]);
