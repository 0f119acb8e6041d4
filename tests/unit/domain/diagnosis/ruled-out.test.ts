// Unit layer: the reasons for which causes are ruled out, one for each objection of the cause models.
import { CAUSE_MODELS } from '#shared/domain/diagnosis/causes/catalogue.ts';
import type { Cause } from '#shared/domain/model/cause.ts';
import type { Finding, FindingId } from '#shared/domain/model/finding.ts';
import { REVISION } from '#tests/builders/constants.ts';
import { aBreaker } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import {
  BREAKER_OPEN,
  DATABASE_DOWN,
  diagnosisOf,
  failingRelease,
  hard,
  hungTask,
  idleRelease,
  unhealthyTask,
} from './diagnosis-of.ts';

const whyNot = (cause: Cause, findings: readonly Finding[], state: ServiceState = {}): string | undefined =>
  diagnosisOf(findings, state).ruledOut.find((one) => one.cause === cause)?.why;

it('a cause without any evidence is ruled out because of what is absent, whatever else could be objected', () => {
  const absent = CAUSE_MODELS.map((model) => ({ cause: model.cause, why: model.absent }));
  expect(diagnosisOf([]).ruledOut).toEqual(absent);
});

const KILLS = hard('kill-loop', { numbers: { kills: 3, beforeServing: 0, olderServing: 2 } });
const KILLS_OF_YOUNG = hard('kill-loop', { numbers: { kills: 3, beforeServing: 3, beforeRunning: 0 } });
const OF_THE_RELEASE = { subject: REVISION };

it.each<[cause: Cause, why: string, ...findings: readonly Finding[]]>([
  ['bad-release', 'a failing dependency explains it as well', failingRelease(0), DATABASE_DOWN],
  ['bad-release', 'a failing dependency explains it as well', idleRelease(0), DATABASE_DOWN],
  ['bad-release', 'a breaker is open or half-open, which explains it as well', idleRelease(0), BREAKER_OPEN],
  ['bad-release', 'the higher request rate explains it as well', idleRelease(0), hard('requests-rising')],
  ['bad-release', 'tasks of several revisions are stopped alike', KILLS, hard('kill-loop', { subject: 'other' })],
  ['bad-release', 'a failing dependency explains it as well', hard('worse-since-release'), DATABASE_DOWN],
  [
    'bad-release',
    'a breaker is open or half-open, which explains it as well',
    hard('worse-since-release'),
    BREAKER_OPEN,
  ],
  ['bad-release', 'the higher request rate explains it as well', hard('worse-since-release'), hard('requests-rising')],
  [
    'bad-release',
    'each task has more work than before, which explains it as well',
    hard('worse-since-release'),
    hard('work-per-task-rising'),
  ],
  ['bad-release', 'a failing dependency explains it as well', hard('deployment-failed'), DATABASE_DOWN],
  ['bad-release', 'the newest deployment returns to an earlier revision', failingRelease(2), hard('going-back')],
  ['overload', 'the tasks are busy, but users are served', hard('cpu-saturated')],
  [
    'overload',
    'only one task fails, and CPU is not saturated',
    hard('memory-saturated'),
    hard('errors-above-objective'),
    hungTask(1),
  ],
  ['overload', 'each task has more work, but users are served', hard('work-per-task-rising')],
  [
    'overload',
    'the service returns to an earlier revision, whose tasks are still taking over',
    hard('work-per-task-rising'),
    hard('errors-above-objective'),
    hard('going-back'),
  ],
  [
    'overload',
    'health checks take the tasks away, which leaves more work for the others',
    hard('work-per-task-rising'),
    hard('errors-above-objective'),
    hard('kill-loop'),
  ],
  [
    'target-misconfiguration',
    'only tasks of the new revision fail, so the release explains it',
    KILLS_OF_YOUNG,
    failingRelease(0),
  ],
  [
    'target-misconfiguration',
    'only tasks of the new revision are stopped, and older tasks serve',
    { ...KILLS_OF_YOUNG, numbers: { ...KILLS_OF_YOUNG.numbers, olderServing: 1 } },
  ],
  ['target-misconfiguration', 'a failing dependency explains it as well', KILLS_OF_YOUNG, DATABASE_DOWN],
  [
    'initialization-failure',
    'a message of AWS gives another reason',
    hard('tasks-not-starting'),
    hard('scheduler-message', { meaning: 'capacity-missing' }),
  ],
  [
    'memory-leak',
    'only tasks of the new revision are killed for memory, so the release explains it',
    hard('memory-rising'),
    hard('release-out-of-memory', OF_THE_RELEASE),
  ],
  [
    'out-of-memory',
    'only tasks of the new revision fail, so the release explains it',
    hard('repeated-out-of-memory', OF_THE_RELEASE),
    hard('release-out-of-memory', OF_THE_RELEASE),
  ],
  [
    'crash-loop',
    'only tasks of the new revision fail, so the release explains it',
    hard('tasks-failing-for', { ...OF_THE_RELEASE, meaning: 'ended-with-error' }),
    failingRelease(0),
  ],
  ['instance-grey', 'the failing tasks share a zone or a container instance', hungTask(1), hard('zone-failing')],
  ['instance-grey', 'nearly all tasks of the new revision do not serve', hungTask(1), idleRelease(3)],
  [
    'instance-unhealthy',
    'the failing tasks share a zone or a container instance',
    unhealthyTask(1),
    hard('host-failing'),
  ],
  [
    'instance-unhealthy',
    'replacements fail as well, so the fault is not in the task',
    unhealthyTask(1),
    hard('kill-loop'),
  ],
  ['instance-unhealthy', 'nearly all tasks of the new revision do not serve', unhealthyTask(1), idleRelease(3)],
  ['in-transition', 'health checks stop tasks again and again', hard('deployment-in-progress'), hard('kill-loop')],
])('%s is ruled out because %s', (cause, why, ...findings) => {
  expect(whyNot(cause, findings)).toBe(why);
});

it.each<FindingId>(['release-failing-tasks', 'release-not-working', 'deployment-failed'])(
  'a deployment in progress explains nothing beside %s',
  (id) => {
    expect(whyNot('in-transition', [hard('deployment-in-progress'), hard(id)])).toBe(
      'tasks of the new revision fail or do not serve',
    );
  },
);

it.each<[cause: Cause, why: string, ...findings: readonly Finding[]]>([
  [
    'instance-grey',
    'the logs report it, but no symptom shows',
    hard('log-errors-in-one-task'),
    hard('tasks-disconnected'),
  ],
  [
    'bad-release',
    'a breaker is open or half-open, which explains it as well',
    idleRelease(0),
    hard('worse-since-release'),
    BREAKER_OPEN,
  ],
  [
    'instance-unhealthy',
    'the failing tasks share a zone or a container instance; replacements fail as well, so the fault is not in the task',
    unhealthyTask(1),
    hard('zone-failing'),
    hard('kill-loop'),
  ],
])('%s is ruled out for each reason once: %s', (cause, why, ...findings) => {
  expect(whyNot(cause, findings)).toBe(why);
});

it('an objection to one indication leaves the others', () => {
  const failed = hard('deployment-failed', OF_THE_RELEASE);
  expect(diagnosisOf([hard('worse-since-release'), BREAKER_OPEN, failed])).toMatchObject({
    cause: 'bad-release',
    subject: REVISION,
    evidence: [failed],
  });
});

it.each<[cause: Cause, ...findings: readonly Finding[]]>([
  ['intended', hard('service-inactive')],
  ['memory-leak', hard('memory-rising')],
  ['overload', hard('cpu-saturated'), hard('errors-above-objective')],
  ['in-transition', hard('replacement-under-way')],
  ['no-targets', hard('no-targets-registered')],
])('%s concerns the whole service and has no subject, not even an undefined one', (cause, ...findings) => {
  const diagnosis = diagnosisOf(findings);
  expect(diagnosis.cause).toBe(cause);
  expect(diagnosis).not.toHaveProperty('subject');
});

it.each<[cause: Cause, detail: FindingId, ...findings: readonly Finding[]]>([
  ['intended', 'scaled-on-schedule', hard('no-tasks-desired')],
  ['overload', 'requests-rising', hard('cpu-saturated')],
  ['overload', 'desired-count-lowered', hard('cpu-saturated'), hard('errors-above-objective')],
  ['overload', 'scaled-to-maximum', hard('cpu-saturated'), hard('errors-above-objective')],
  ['overload', 'scale-out-under-way', hard('cpu-saturated'), hard('errors-above-objective')],
])('the evidence of %s includes %s, which indicates nothing by itself', (cause, detail, ...findings) => {
  const diagnosis = diagnosisOf([hard(detail), ...findings]);
  expect(diagnosis.cause).toBe(cause);
  expect(diagnosis.evidence.at(-1)?.id).toBe(detail);
  expect(diagnosisOf([hard(detail)]).cause).toBe('none');
});

it.each([
  { state: 'closed', expected: undefined },
  { state: 'half-open', expected: 'a breaker is open or half-open, which explains it as well' },
] as const)('a release is not blamed for tasks that a breaker may hold back: $state', ({ state, expected }) => {
  for (const finding of [idleRelease(0), hard('worse-since-release')])
    expect(whyNot('bad-release', [finding], { breakers: [aBreaker({ state })] })).toBe(expected);
});
