// Unit layer: which symptoms each cause explains, and on which condition.
import { CAUSE_MODELS } from '#shared/domain/diagnosis/causes/catalogue.ts';
import { explainWith } from '#shared/domain/diagnosis/explain.ts';
import { judgeCause } from '#shared/domain/diagnosis/judge-cause.ts';
import type { Cause } from '#shared/domain/model/cause.ts';
import { FINDING_IDS, type Finding, type FindingId, kindOf } from '#shared/domain/model/finding.ts';
import * as given from '#tests/builders/given.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { BREAKER_STUCK, byAws, DATABASE_DOWN, failingRelease, hard, hungTask, unhealthyTask } from './diagnosis-of.ts';

/** All symptoms, in the order of the catalogue, but for data that cannot be read, which no cause explains. */
const ALL = FINDING_IDS.filter((id) => kindOf(id) === 'symptom' && id !== 'essentials-unreadable');

/** Tasks that stop, or that do not start, are missing. */
const TASKS_LOST: readonly FindingId[] = [
  'tasks-missing',
  'no-targets-registered',
  'failure-unexplained',
  'tasks-not-starting',
  'deployment-overdue',
  'release-failing-tasks',
  'release-not-working',
];
/** The harm to users that follows once tasks are missing. */
const TOO_FEW_TASKS: readonly FindingId[] = [
  'all-targets-unhealthy',
  'errors-above-objective',
  'latency-above-objective',
  'load-balancer-503',
  'backlog-above-objective',
  'log-errors-lasting',
];

const inOrder = (ids: readonly FindingId[]): readonly FindingId[] => FINDING_IDS.filter((id) => ids.includes(id));

/** Answers those of the symptoms that the cause explains in a service with these findings, which make it a candidate. */
const explained = (
  cause: Cause,
  findings: readonly Finding[],
  symptoms: readonly Finding[],
  state: ServiceState = {},
): readonly Finding[] => {
  const assessed = given.assessed({ ...state, findings });
  return CAUSE_MODELS.filter((model) => model.cause === cause).flatMap((model) => {
    const judgement = judgeCause(model, assessed);
    if (judgement.kind === 'ruled-out') throw new Error(`${cause} is ruled out: ${judgement.why}`);
    return [...explainWith(model, judgement.candidate, { symptoms, assessed }).explains];
  });
};

const idsExplained = (cause: Cause, ...findings: readonly Finding[]): readonly FindingId[] =>
  explained(
    cause,
    findings,
    FINDING_IDS.map((id) => hard(id)),
  ).map(({ id }) => id);

const doesExplain = (cause: Cause, symptom: Finding, findings: readonly Finding[], state?: ServiceState): boolean =>
  explained(cause, findings, [symptom], state).length > 0;

const MISSING = hard('tasks-missing');
const ERRORS = hard('errors-above-objective');
const NONE_DESIRED = hard('no-tasks-desired');
const STARTING = hard('replacement-under-way');

describe('a cause of the whole service explains every symptom:', () => {
  it.each<[cause: Cause, ...findings: readonly Finding[]]>([
    ['network-path', byAws('registry-unreachable')],
    ['load-balancer-fault', byAws('load-balancer-error', 'target-refused')],
    ['target-misconfiguration', byAws('target-unusable', 'target-refused')],
    ['dependency-down', DATABASE_DOWN],
    ['breaker-stuck-open', BREAKER_STUCK],
    ['az-impairment', hard('zone-failing')],
    ['out-of-memory', byAws('out-of-memory')],
  ])('%s', (cause, ...findings) => {
    expect(idsExplained(cause, ...findings)).toEqual(ALL);
  });
});

describe('a cause that takes tasks away explains what they leave undone, and harm to users once tasks are missing:', () => {
  it.each<[cause: Cause, ...findings: readonly Finding[]]>([
    ['image-unavailable', byAws('image-missing')],
    ['initialization-failure', byAws('secret-unusable')],
    ['capacity-shortage', byAws('capacity-missing', 'scheduler-message')],
    ['crash-loop', byAws('ended-with-error')],
    ['platform-maintenance', byAws('maintenance')],
  ])('%s', (cause, ...findings) => {
    expect(idsExplained(cause, ...findings)).toEqual(inOrder(TASKS_LOST));
    expect(idsExplained(cause, ...findings, MISSING)).toEqual(inOrder([...TASKS_LOST, ...TOO_FEW_TASKS]));
  });
});

it.each<{ cause: Cause; findings: readonly Finding[]; symptoms: readonly FindingId[] }>([
  {
    cause: 'intended',
    findings: [NONE_DESIRED],
    symptoms: ALL.filter(
      (id) => !['errors-above-objective', 'latency-above-objective', 'client-errors-rising'].includes(id),
    ),
  },
  {
    cause: 'bad-release',
    findings: [failingRelease(1)],
    symptoms: ALL,
  },
  {
    cause: 'memory-leak',
    findings: [hard('memory-rising')],
    symptoms: [
      'task-not-working',
      'target-unhealthy',
      'container-unhealthy',
      'tasks-missing',
      'errors-above-objective',
      'latency-above-objective',
      'backlog-above-objective',
      'log-errors-lasting',
    ],
  },
  {
    cause: 'overload',
    findings: [hard('cpu-saturated'), hard('requests-rising')],
    symptoms: [
      'task-not-working',
      'target-unhealthy',
      'container-unhealthy',
      'tasks-missing',
      'all-targets-unhealthy',
      'kill-loop',
      'errors-above-objective',
      'latency-above-objective',
      'load-balancer-503',
      'backlog-above-objective',
      'log-errors-lasting',
    ],
  },
  {
    cause: 'instance-unhealthy',
    findings: [unhealthyTask(1)],
    symptoms: [
      'tasks-missing',
      'failure-unexplained',
      'errors-above-objective',
      'latency-above-objective',
      'load-balancer-503',
    ],
  },
  {
    cause: 'instance-grey',
    findings: [hungTask(1)],
    symptoms: [
      'tasks-missing',
      'failure-unexplained',
      'errors-above-objective',
      'latency-above-objective',
      'load-balancer-503',
    ],
  },
  {
    cause: 'in-transition',
    findings: [STARTING],
    symptoms: ['tasks-missing', 'no-targets-registered'],
  },
  {
    cause: 'no-targets',
    findings: [hard('no-targets-registered')],
    symptoms: ['tasks-missing', 'no-targets-registered', 'errors-above-objective', 'load-balancer-503'],
  },
])('$cause explains $symptoms', ({ cause, findings, symptoms }) => {
  expect(idsExplained(cause, ...findings)).toEqual(symptoms);
});

describe('a bad release', () => {
  it.each([
    { of: 'the new revision', symptom: unhealthyTask(1), isExplained: true },
    { of: 'the new revision', symptom: hungTask(1), isExplained: true },
    { of: 'an older revision', symptom: unhealthyTask(4), isExplained: false },
    { of: 'an older revision', symptom: hungTask(4), isExplained: false },
    { of: 'no revision that ECS lists', symptom: unhealthyTask(9), isExplained: true },
  ])('explains $symptom.id of a task of $of: $isExplained', ({ symptom, isExplained }) => {
    expect(doesExplain('bad-release', symptom, [failingRelease(1)], { older: [4] })).toBe(isExplained);
  });
});

it.each<{ cause: Cause; symptom: Finding; isExplained: boolean }>([
  { cause: 'instance-unhealthy', symptom: unhealthyTask(1), isExplained: true },
  { cause: 'instance-unhealthy', symptom: hungTask(1), isExplained: true },
  { cause: 'instance-unhealthy', symptom: unhealthyTask(2), isExplained: false },
  { cause: 'instance-grey', symptom: hungTask(1), isExplained: true },
  { cause: 'instance-grey', symptom: unhealthyTask(1), isExplained: true },
  { cause: 'instance-grey', symptom: hungTask(2), isExplained: false },
])('task 1 as $cause explains $symptom.message: $isExplained', ({ cause, symptom, isExplained }) => {
  const failing = cause === 'instance-grey' ? hungTask(1) : unhealthyTask(1);
  expect(doesExplain(cause, symptom, [failing])).toBe(isExplained);
});

it.each<{ beside: FindingId; isExplained: boolean }>([
  { beside: 'latency-above-objective', isExplained: true },
  { beside: 'load-balancer-503', isExplained: false },
  { beside: 'errors-above-objective', isExplained: false },
  { beside: 'all-targets-unhealthy', isExplained: false },
])('a replacement under way explains that no target is registered beside $beside: $isExplained', (row) => {
  const findings = [STARTING, hard(row.beside)];
  expect(doesExplain('in-transition', hard('no-targets-registered'), findings)).toBe(row.isExplained);
});

it.each([
  { requestsPerMinute: 59, isExplained: true },
  { requestsPerMinute: 60, isExplained: true },
  { requestsPerMinute: 61, isExplained: false },
])(
  'a schedule that stopped the service explains errors of $requestsPerMinute requests a minute: $isExplained',
  (row) => {
    const schedule = hard('scaled-on-schedule', { numbers: { requestsPerMinute: row.requestsPerMinute } });
    expect(doesExplain('intended', ERRORS, [NONE_DESIRED, schedule])).toBe(row.isExplained);
  },
);

describe('a failure to initialize', () => {
  const loop = hard('kill-loop', { numbers: { kills: 3, beforeRunning: 3 } });

  it('explains the kills of tasks that never ran, and no others', () => {
    expect(doesExplain('initialization-failure', loop, [loop])).toBe(true);
    expect(doesExplain('initialization-failure', { ...loop, subject: 'other' }, [loop])).toBe(false);
    expect(doesExplain('initialization-failure', loop, [byAws('secret-unusable')])).toBe(false);
  });

  it.each<FindingId>([
    'errors-above-objective',
    'latency-above-objective',
    'backlog-above-objective',
    'target-unhealthy',
    'task-not-working',
  ])('explains %s when the logs report it, though no task is missing', (id) => {
    const { subject: _, ...line } = hard('log-pattern', { meaning: 'schema-outdated' });
    expect(doesExplain('initialization-failure', hard(id), [line, ERRORS])).toBe(true);
    expect(doesExplain('initialization-failure', hard(id), [line, byAws('secret-unusable'), ERRORS])).toBe(true);
    expect(doesExplain('initialization-failure', hard(id), [byAws('secret-unusable'), ERRORS])).toBe(false);
  });
});
