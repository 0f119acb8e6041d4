// Unit layer: what a cause model compares, its limits included: shares of requests, other tasks, other revisions, and times.
import type { Cause } from '#shared/domain/model/cause.ts';
import type { Finding } from '#shared/domain/model/finding.ts';
import { OLDER_REVISION, REVISION, secondsAgo } from '#tests/builders/constants.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { BREAKER_STUCK, causeOf, diagnosisOf, hard, hungTask, unhealthyTask } from './diagnosis-of.ts';

const ERRORS = hard('errors-above-objective');
const LEAVING: ServiceState = { tasks: 4, task: { 4: { desiredStatus: 'STOPPED' } } };

it.each<{ hung: readonly number[]; of: string; state: ServiceState; numbers: Finding['numbers']; cause: Cause }>([
  { hung: [1], of: '4 tasks', state: { tasks: 4 }, numbers: { failed: 49, requests: 100 }, cause: 'instance-grey' },
  { hung: [1], of: '4 tasks', state: { tasks: 4 }, numbers: { failed: 50, requests: 100 }, cause: 'instance-grey' },
  { hung: [1], of: '4 tasks', state: { tasks: 4 }, numbers: { failed: 51, requests: 100 }, cause: 'unknown' },
  { hung: [1], of: '8 tasks', state: { tasks: 8 }, numbers: { failed: 50, requests: 100 }, cause: 'instance-grey' },
  { hung: [1], of: '3 tasks', state: { tasks: 3 }, numbers: { failed: 66, requests: 100 }, cause: 'instance-grey' },
  { hung: [1], of: '3 tasks', state: { tasks: 3 }, numbers: { failed: 67, requests: 100 }, cause: 'unknown' },
  {
    hung: [1],
    of: '3 tasks and one that leaves',
    state: LEAVING,
    numbers: { failed: 66, requests: 100 },
    cause: 'instance-grey',
  },
  { hung: [1, 2], of: '6 tasks', state: { tasks: 6 }, numbers: { failed: 66, requests: 100 }, cause: 'instance-grey' },
  {
    hung: [1],
    of: '4 tasks, the others of which still start',
    state: { tasks: 4, hung: [1], initial: [2, 3, 4] },
    numbers: { failed: 90, requests: 100 },
    cause: 'instance-grey',
  },
  { hung: [1], of: '4 tasks', state: { tasks: 4 }, numbers: { failed: 90 }, cause: 'instance-grey' },
  { hung: [1], of: '4 tasks', state: { tasks: 4 }, numbers: { requests: 100 }, cause: 'instance-grey' },
])('errors of $numbers while tasks $hung of $of hang are diagnosed as $cause', ({ hung, state, numbers, cause }) => {
  const findings = [...hung.map((number) => hungTask(number)), { ...ERRORS, numbers }];
  expect(causeOf(findings, state)).toBe(cause);
});

it.each<{ tasks: string; state: ServiceState; cause: Cause }>([
  { tasks: 'the only task', state: { tasks: 1 }, cause: 'instance-unhealthy' },
  { tasks: 'one of two tasks', state: { tasks: 2 }, cause: 'unknown' },
  {
    tasks: 'the only task beside one that leaves',
    state: { tasks: 2, task: { 2: { desiredStatus: 'STOPPED' } } },
    cause: 'instance-unhealthy',
  },
])('no healthy target while $tasks is known to fail is diagnosed as $cause', ({ state, cause }) => {
  expect(causeOf([unhealthyTask(1), hard('all-targets-unhealthy')], state)).toBe(cause);
});

describe('a task whose peers fail as well', () => {
  const ALIKE = 'nearly all tasks fail in the same way, so the tasks are not the cause';
  const NO_PEER = 'no other task serves now, so nothing shows that the fault is in the task';
  const whyNot = (finding: Finding, cause: Cause, state: ServiceState) =>
    diagnosisOf([finding], state).ruledOut.find((one) => one.cause === cause)?.why;

  it.each<{ what: string; finding: Finding; cause: Cause; state: ServiceState; why: string | undefined }>([
    {
      what: 'all of which hang',
      finding: hungTask(1),
      cause: 'instance-grey',
      state: { hung: [1, 2, 3, 4] },
      why: NO_PEER,
    },
    {
      what: 'one of which serves',
      finding: hungTask(1),
      cause: 'instance-grey',
      state: { hung: [1, 2, 3] },
      why: undefined,
    },
    {
      what: 'all of which are unhealthy, while it hangs itself',
      finding: hungTask(1),
      cause: 'instance-grey',
      state: { hung: [1], unhealthy: [2, 3, 4] },
      why: NO_PEER,
    },
    {
      what: 'all of which are unhealthy like itself',
      finding: unhealthyTask(1),
      cause: 'instance-unhealthy',
      state: { unhealthy: [1, 2, 3, 4] },
      why: `${ALIKE}; ${NO_PEER}`,
    },
  ])('$what: $why', ({ finding, cause, state, why }) => {
    expect(whyNot(finding, cause, state)).toBe(why);
  });
});

it.each([
  { olderServing: 0, isTheRelease: false },
  { olderServing: 1, isTheRelease: true },
  { olderServing: 2, isTheRelease: true },
])('kills while $olderServing older tasks serve are the fault of the release: $isTheRelease', (row) => {
  const numbers = { kills: 3, beforeServing: 0, olderServing: row.olderServing };
  expect(causeOf([hard('kill-loop', { subject: REVISION, numbers })]) === 'bad-release').toBe(row.isTheRelease);
});

describe('kills for memory beside a release whose tasks are killed for memory', () => {
  const killed = (subject: string) => hard('repeated-out-of-memory', { subject });
  const release = hard('release-out-of-memory', { subject: REVISION });
  const line = hard('log-pattern', { meaning: 'out-of-memory', subject: 'task-1' });

  it.each<[what: string, isRuledOut: boolean, ...findings: readonly Finding[]]>([
    ['of the new revision', true, killed(REVISION)],
    ['of the new revision and log lines of one task', true, killed(REVISION), line, ERRORS],
    ['of an older revision', false, killed(OLDER_REVISION)],
    ['of both revisions', false, killed(REVISION), killed(OLDER_REVISION)],
  ])('%s are ruled out as a cause of their own: %s', (_, isRuledOut, ...findings) => {
    const { ruledOut } = diagnosisOf([...findings, release]);
    expect(ruledOut.some(({ cause }) => cause === 'out-of-memory')).toBe(isRuledOut);
  });
});

describe('log lines about a dependency that answered its first probe 30 s ago', () => {
  const answered = (seen: number): Finding => ({ ...BREAKER_STUCK, since: secondsAgo(30), seen });
  const refusal = (seconds: number, different: Partial<Finding> = {}): Finding => {
    const at = secondsAgo(seconds);
    const { subject: _, ...lines } = hard('log-pattern', { meaning: 'dependency-refuses', at, ...different });
    return lines;
  };

  it.each<{ what: string; seen: number; lines: Finding; cause: Cause }>([
    { what: 'a second later', seen: 2, lines: refusal(29), cause: 'dependency-down' },
    { what: 'at that instant', seen: 2, lines: refusal(30), cause: 'breaker-stuck-open' },
    { what: 'a second before', seen: 2, lines: refusal(31), cause: 'breaker-stuck-open' },
    { what: 'a second before, and one probe proves little,', seen: 1, lines: refusal(31), cause: 'dependency-down' },
    {
      what: 'later, but soft',
      seen: 2,
      lines: refusal(29, { strength: 'soft', seen: 2 }),
      cause: 'breaker-stuck-open',
    },
  ])('$what lead to $cause', ({ seen, lines, cause }) => {
    expect(causeOf([answered(seen), lines, ERRORS])).toBe(cause);
  });

  it('before lead to breaker-stuck-open when one of two breakers has been seen twice', () => {
    const stalled = hard('breaker-half-open-stalled', { subject: 'other', since: secondsAgo(30), seen: 1 });
    expect(causeOf([answered(2), stalled, refusal(31), ERRORS])).toBe('breaker-stuck-open');
  });
});
