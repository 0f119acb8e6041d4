// Unit layer: when single tasks are the cause, and which of them.
import { decide } from '#shared/domain/decide.ts';
import type { Finding } from '#shared/domain/model/finding.ts';
import { aFinding, aReport } from '#tests/builders/a-report.ts';
import { secondsAgo } from '#tests/builders/constants.ts';
import * as given from '#tests/builders/given.ts';
import { numbersTo } from '#tests/builders/parts.ts';
import { causeOf, diagnosisOf, hungTask, unhealthyTask } from './diagnosis-of.ts';

const YOUNG = { createdAt: secondsAgo(40), startedAt: secondsAgo(5) };

describe('tasks that fail', () => {
  it.each([
    { bad: 1, tasks: 1, areTheCause: true },
    { bad: 1, tasks: 2, areTheCause: true },
    { bad: 2, tasks: 2, areTheCause: false },
    { bad: 2, tasks: 3, areTheCause: true },
    { bad: 2, tasks: 4, areTheCause: true },
    { bad: 3, tasks: 4, areTheCause: false },
    { bad: 6, tasks: 9, areTheCause: true },
    { bad: 7, tasks: 10, areTheCause: false },
  ])('are the cause when $bad of $tasks do: $areTheCause', ({ bad, tasks, areTheCause }) => {
    const hung = numbersTo(bad).map((number) => hungTask(number));
    const unhealthy = numbersTo(bad).map((number) => unhealthyTask(number));
    expect(causeOf(hung, { tasks })).toBe(areTheCause ? 'instance-grey' : 'unknown');
    expect(causeOf(unhealthy, { tasks })).toBe(areTheCause ? 'instance-unhealthy' : 'unknown');
  });

  it('alike are ruled out as the cause', () => {
    const why = 'nearly all tasks fail in the same way, so the tasks are not the cause';
    expect(diagnosisOf([1, 2, 3].map((number) => hungTask(number))).ruledOut).toContainEqual({
      cause: 'instance-grey',
      why,
    });
  });

  const older = hungTask(2, { since: secondsAgo(5) });
  it.each<{ why: string; findings: readonly Finding[]; subject: string }>([
    { why: 'failed first', findings: [hungTask(1), older], subject: 'task-2' },
    { why: 'comes first by name when both failed together', findings: [hungTask(3), hungTask(1)], subject: 'task-1' },
  ])('are represented by the one that $why, in any order', ({ findings, subject }) => {
    expect(diagnosisOf(findings, { tasks: 6 }).subject).toBe(subject);
    expect(diagnosisOf(findings.toReversed(), { tasks: 6 }).subject).toBe(subject);
  });

  it('are listed once each, those that two checks have seen before those that one check has seen', () => {
    const [once, twice] = [hungTask(1, { seen: 1 }), hungTask(2, { seen: 2 })];
    expect(diagnosisOf([once, twice], { tasks: 6 }).evidence).toEqual([twice, once]);
  });
});

it.each([
  { what: 'the only task', state: { tasks: 1 }, cause: 'instance-grey' },
  { what: 'a task without a load balancer beside another', state: { targetGroups: [] }, cause: 'instance-grey' },
  {
    what: 'a task beside one that still starts',
    state: { tasks: 2, initial: [2], task: { 2: YOUNG } },
    cause: 'instance-grey',
  },
  { what: 'a task beside one that fails as well', state: { tasks: 2, unhealthy: [2] }, cause: 'unknown' },
  {
    what: 'a task beside one that starts and fails',
    state: { tasks: 2, unhealthy: [2], task: { 2: YOUNG } },
    cause: 'unknown',
  },
])('$what that hangs has the cause $cause', ({ state, cause }) => {
  expect(causeOf([hungTask(1)], state)).toBe(cause);
});

describe('anomalous targets', () => {
  const anomalous = (number: number, seen = 2): Finding =>
    aFinding({ id: 'target-anomalous', subject: `task-${number}`, message: `task-${number}`, seen });

  it.each([
    { seen: 1, confirmed: false },
    { seen: 2, confirmed: true },
    { seen: 3, confirmed: true },
  ])('are diagnosed as instance-grey, confirmed after $seen checks: $confirmed', ({ seen, confirmed }) => {
    expect(diagnosisOf([anomalous(1, seen)])).toMatchObject({ cause: 'instance-grey', subject: 'task-1', confirmed });
  });

  it('count once beside a failed work probe of the same task', () => {
    const findings = [hungTask(1), anomalous(1), hungTask(2), anomalous(2)];
    expect(diagnosisOf(findings)).toMatchObject({ cause: 'instance-grey', subject: 'task-1' });
  });

  it('are not the cause when nearly all tasks are anomalous', () => {
    expect(causeOf([anomalous(1), anomalous(2), anomalous(3)])).not.toBe('instance-grey');
  });
});

describe('a failure that moves between tasks', () => {
  /** Task 1 hangs now, and another task did not serve some seconds ago. */
  const causeAfter = (seconds: number, otherTask: string) => {
    const previous = [
      aReport({ at: secondsAgo(15), findings: [hungTask(1, { at: secondsAgo(15), seen: 3 })] }),
      aReport({ at: secondsAgo(seconds), findings: [aFinding({ subject: otherTask, at: secondsAgo(seconds) })] }),
    ];
    return decide(given.evidence({ hung: [1], previous })).diagnosis.cause;
  };

  it.each([
    { seconds: 119, isTheTask: false },
    { seconds: 120, isTheTask: false },
    { seconds: 121, isTheTask: true },
  ])('is a fault of the task when another one failed $seconds s ago: $isTheTask', ({ seconds, isTheTask }) => {
    expect(causeAfter(seconds, 'task-2') === 'instance-grey').toBe(isTheTask);
  });

  it.each(['task-1', 'task-9'])(
    'does not include an earlier failure of %s, the same task or one that is gone',
    (task) => {
      expect(causeAfter(30, task)).toBe('instance-grey');
    },
  );

  it('does not include another symptom of another task', () => {
    const unhealthy = unhealthyTask(2, { at: secondsAgo(30) });
    const previous = [aReport({ at: secondsAgo(30), findings: [unhealthy] })];
    expect(causeOf([hungTask(1)], { hung: [1], previous })).toBe('instance-grey');
  });
});
