// Unit layer: what a diagnosis says beside its cause, and when a symptom that the cause does not explain makes it unknown.
import { CAUSE_MODELS } from '#shared/domain/diagnosis/causes/catalogue.ts';
import { mayStillBeExplained } from '#shared/domain/diagnosis/unexplained.ts';
import type { Cause } from '#shared/domain/model/cause.ts';
import type { Finding } from '#shared/domain/model/finding.ts';
import { aDiagnosis } from '#tests/builders/a-report.ts';
import { secondsAgo } from '#tests/builders/constants.ts';
import * as given from '#tests/builders/given.ts';
import {
  BREAKER_STUCK,
  causeOf,
  DATABASE_DOWN,
  diagnosisOf,
  failingRelease,
  hard,
  hungTask,
  unhealthyTask,
} from './diagnosis-of.ts';

const ERRORS = hard('errors-above-objective');
const NOTHING = { restartHelps: false, explained: [], rivals: [] };

it('nothing wrong has no evidence, explains nothing and has no rival', () => {
  const diagnosis = diagnosisOf([]);
  expect(diagnosis).toMatchObject({ ...NOTHING, cause: 'none', evidence: [], unexplained: [], candidates: [] });
});

it('an unknown cause explains nothing and has no rival', () => {
  expect(diagnosisOf([ERRORS])).toMatchObject({
    ...NOTHING,
    cause: 'unknown',
    evidence: [ERRORS],
    unexplained: [ERRORS],
  });
});

it('context is what no cause has to explain', () => {
  const context = hard('requests-rising');
  expect(diagnosisOf([DATABASE_DOWN, context, ERRORS]).context).toEqual([context]);
});

it('the candidates have their subjects and evidence, and all other causes are ruled out', () => {
  const { candidates, ruledOut } = diagnosisOf([DATABASE_DOWN, ERRORS]);
  expect(candidates).toEqual([{ cause: 'dependency-down', subject: 'database', evidence: [DATABASE_DOWN] }]);
  const others = CAUSE_MODELS.map(({ cause }) => cause).filter((cause) => cause !== 'dependency-down');
  expect(ruledOut.map(({ cause }) => cause)).toEqual(others);
});

it('a task explains its own symptom only', () => {
  const unhealthy = unhealthyTask(1);
  expect(diagnosisOf([unhealthy, hungTask(2)]).explained).toEqual([unhealthy]);
});

it('a rival is named with everything that would rule it out', () => {
  expect(diagnosisOf([failingRelease(2), DATABASE_DOWN, ERRORS]).rivals).toEqual([
    {
      cause: 'dependency-down',
      ruledOutBy: [
        'the logs report it, but no symptom shows',
        'a failing release, a failing zone or a stuck breaker explains the log lines',
      ],
    },
  ]);
  expect(diagnosisOf([DATABASE_DOWN, BREAKER_STUCK, ERRORS]).rivals).toEqual([
    {
      cause: 'breaker-stuck-open',
      ruledOutBy: ['the dependency answers the prober, but the tasks still log failures'],
    },
  ]);
});

it('a restart helps when one message of several says so', () => {
  const messages = [
    hard('tasks-failing-for', { meaning: 'image-rate-limited' }),
    hard('tasks-failing-for', { meaning: 'image-missing' }),
  ];
  expect(diagnosisOf(messages)).toMatchObject({ cause: 'image-unavailable', restartHelps: true });
});

const ALIKE = [1, 2, 3].map((number) => unhealthyTask(number));
const NO_CAPACITY = hard('scheduler-message', { meaning: 'capacity-missing' });
it.each<[what: string, cause: Cause, ...findings: readonly Finding[]]>([
  ['a deployment in progress, which ECS completes,', 'unknown', hard('deployment-in-progress'), ...ALIKE],
  [
    'maintenance, which ECS or an operator ends,',
    'unknown',
    hard('tasks-failing-for', { meaning: 'maintenance' }),
    ...ALIKE,
  ],
  ['missing capacity, which an operator provides,', 'capacity-shortage', NO_CAPACITY, ...ALIKE],
])('%s beside a symptom that it does not explain is diagnosed as %s', (_, cause, ...findings) => {
  expect(causeOf(findings)).toBe(cause);
});

it.each<[what: string, cause: Cause, ...findings: readonly Finding[]]>([
  ['errors while tasks are missing', 'capacity-shortage', NO_CAPACITY, hard('tasks-missing'), ERRORS],
  ['errors while no task is missing', 'unknown', NO_CAPACITY, ERRORS],
])('missing capacity and %s are diagnosed as %s', (_, cause, ...findings) => {
  expect(causeOf(findings)).toBe(cause);
});

const STOPPED = hard('no-tasks-desired');
it.each<{ what: string; subject: string; finding: Finding; cause: Cause }>([
  { what: 'a dependency that is down', subject: 'targetGroups', finding: DATABASE_DOWN, cause: 'dependency-down' },
  { what: 'a dependency that is down', subject: 'ecs', finding: DATABASE_DOWN, cause: 'unknown' },
  { what: 'a stopped service, which is left alone,', subject: 'targetGroups', finding: STOPPED, cause: 'unknown' },
])('$what while $subject cannot be read is diagnosed as $cause', ({ subject, finding, cause }) => {
  expect(causeOf([hard('essentials-unreadable', { subject }), finding])).toBe(cause);
});

describe('log lines', () => {
  const line = (different: Partial<Finding>): Finding => {
    const { subject: _, ...lines } = hard('log-pattern', different);
    return lines;
  };

  it.each<{ what: string; lines: Finding; cause: Cause }>([
    { what: 'that most tasks write', lines: line({ meaning: 'dependency-refuses' }), cause: 'dependency-down' },
    {
      what: 'that only some tasks write',
      lines: line({ meaning: 'dependency-refuses', numbers: { subset: 1 } }),
      cause: 'unknown',
    },
    { what: 'without a meaning', lines: line({}), cause: 'unknown' },
  ])('$what are diagnosed as $cause', ({ lines, cause }) => {
    expect(causeOf([lines, ERRORS])).toBe(cause);
  });

  it('explain errors during a deployment as well', () => {
    const findings = [line({ meaning: 'dependency-refuses' }), ERRORS, hard('deployment-in-progress')];
    expect(causeOf(findings)).toBe('dependency-down');
  });
});

describe('errors without a known cause', () => {
  const mayBecomeKnown = (seconds: number, ...others: readonly Finding[]): boolean => {
    const errors = hard('errors-above-objective', { since: secondsAgo(seconds) });
    const diagnosis = aDiagnosis({ cause: 'unknown', evidence: [errors] });
    return mayStillBeExplained(given.diagnosed({ findings: [errors, ...others], diagnosis }));
  };

  it.each([
    { seconds: 599, isGivenTime: true },
    { seconds: 600, isGivenTime: false },
    { seconds: 601, isGivenTime: false },
  ])('for $seconds s that get fewer by themselves are given time: $isGivenTime', ({ seconds, isGivenTime }) => {
    expect(mayBecomeKnown(seconds, hard('improving'))).toBe(isGivenTime);
  });

  it('are not given ten minutes when they do not get fewer', () => {
    expect(mayBecomeKnown(599, hard('requests-rising'))).toBe(false);
  });
});
