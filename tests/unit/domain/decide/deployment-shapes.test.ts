// Unit layer: the decision table, on how a service is deployed. See docs/support.md.
import type { Deployment } from '#shared/domain/model/observation.ts';
import { HOUR } from '#shared/domain/model/time.ts';
import { minutesAgo, NOW, OLDER_REVISION, TARGET_GROUP_ARN } from '#tests/builders/constants.ts';
import { level } from '#tests/builders/metrics.ts';
import { aLogLine, anOlderRelease, aRelease, aTarget, aTargetGroup } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { each, itDecides, lastCheck, MANUAL, NEW_TASK, RELEASED_AT, ROLLING_OUT } from './decision-table.ts';

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

const createdAt = minutesAgo(2);
const early = { earlySuccess: { healthyPercent: 50, isCleanupDeferred: true }, rollsBackByItself: true } as const;
const oldBeside = {
  id: 'ecs-svc/41',
  status: 'ACTIVE',
  taskDefinition: OLDER_REVISION,
  desiredCount: 0,
  runningCount: 2,
} as const;
const completed = (minutes: number, given: Partial<Deployment> = {}): ServiceState => ({
  ecs: early,
  deployments: [{ createdAt: minutesAgo(minutes), ...given }, oldBeside],
  releases: [
    aRelease({ createdAt: minutesAgo(minutes), finishedAt: minutesAgo(Math.max(0, minutes - 5)) }),
    anOlderRelease(),
  ],
  tasks: 6,
  older: [5, 6],
});
/** Checks saw all tasks of the older revision healthy for an hour. */
const seenHealthy: ServiceState = {
  baseline: {
    revisions: [{ taskDefinition: OLDER_REVISION, firstAt: 0, lastAt: minutesAgo(10), healthyMs: HOUR }],
  },
};
const allRed: ServiceState = {
  ...completed(9, { runningCount: 2 }),
  tasks: [3, 4, 5, 6],
  task: each([3, 4], NEW_TASK),
  unhealthy: [3, 4],
};
itDecides('early success criteria: a deployment that completed', [
  {
    ...moving,
    what: 'before the others have started',
    ecs: early,
    tasks: 2,
    starting: [3, 4],
    deployments: [{ createdAt, runningCount: 2, pendingCount: 2 }],
    releases: [aRelease({ createdAt, finishedAt: minutesAgo(1) }), anOlderRelease()],
  },
  { ...moving, ...completed(9), what: 'with older tasks beside it' },
  { ...healthy, ...completed(90), what: 'an hour ago, with older tasks beside it' },
  { ...redeployed, ...allRed, ...seenHealthy, what: 'with tasks that do not serve, though ECS could roll back' },
  {
    ...allRed,
    what: 'with tasks that do not serve, where no check saw all tasks of the older revision healthy',
    cause: 'bad-release',
    decision: 'escalate: no-proven-revision',
  },
  {
    ...redeployed,
    ...seenHealthy,
    what: 'of which no task serves after the time of a start',
    ecs: early,
    unhealthy: [1, 2, 3, 4],
    deployments: [{ createdAt: RELEASED_AT, runningCount: 4 }],
    releases: [aRelease({ createdAt: RELEASED_AT, finishedAt: minutesAgo(8) }), anOlderRelease()],
    task: each([1, 2, 3, 4], NEW_TASK),
  },
]);

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

const startedLongAgo = minutesAgo(90);
const lasting: ServiceState = {
  deployments: [
    { rolloutState: 'IN_PROGRESS', createdAt: startedLongAgo },
    { id: 'ecs-svc/41', status: 'ACTIVE', taskDefinition: OLDER_REVISION, desiredCount: 0, runningCount: 1 },
  ],
  releases: [aRelease({ status: 'IN_PROGRESS', createdAt: startedLongAgo, stage: 'CLEAN_UP' }), anOlderRelease()],
  tasks: 5,
  older: [5],
};
const held = [aRelease({ status: 'IN_PROGRESS', createdAt: startedLongAgo, isPaused: true }), anOlderRelease()];
const escalated = { cause: 'unknown', decision: 'escalate: deployment-overdue', seenForSeconds: 180 } as const;
const errorLine = aLogLine({ message: 'ERROR: could not connect to server: Connection refused (database)' });
itDecides('a deployment that lasts although all desired tasks serve', [
  { ...escalated, ...lasting, what: 'an old task does not stop' },
  { ...escalated, ...lasting, what: 'an old task does not stop, and a task logs errors', logs: { lines: [errorLine] } },
  { ...escalated, ...lasting, what: 'the agent of an old task is lost', task: { 5: { connectivity: 'DISCONNECTED' } } },
  { ...escalated, ...lasting, what: 'a task starts beside it', starting: [6] },
  { ...moving, ...lasting, what: 'a hook holds it', releases: held },
  { ...healthy, ...lasting, what: 'it has completed', deployments: [{}], tasks: 4, older: [] },
  {
    ...lasting,
    what: 'a task hangs meanwhile',
    hung: [1],
    cause: 'instance-grey',
    decision: 'wait: deployment-in-progress',
    only: ['would stop-task'],
  },
]);

it('a disconnected agent alone is named, and no fault', () => {
  const { decision, report, diagnosis } = lastCheck({ task: { 1: { connectivity: 'DISCONNECTED' } } });
  expect({ decision, cause: diagnosis.cause }).toMatchObject({ decision: { kind: 'none' }, cause: 'none' });
  expect(report.findings.map(({ message }) => message)).toContain(
    'ECS has lost contact with the agent that runs task task-1',
  );
});
