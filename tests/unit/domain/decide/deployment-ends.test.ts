// Unit layer: the decision table, on how a deployment ends: early, late, or not at all. See docs/support.md.
import type { Deployment } from '#shared/domain/model/observation.ts';
import { HOUR } from '#shared/domain/model/time.ts';
import { minutesAgo, OLDER_REVISION } from '#tests/builders/constants.ts';
import { aLogLine, anOlderRelease, aRelease } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { each, itDecides, lastCheck, NEW_TASK, RELEASED_AT } from './decision-table.ts';

const healthy = { cause: 'none', decision: 'none: healthy' } as const;
const moving = { cause: 'in-transition', decision: 'wait: in-transition' } as const;
const redeployed = {
  cause: 'bad-release',
  decision: 'act: roll-back redeploy mlflow-registry:41',
  only: ['roll-back'],
} as const;

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
