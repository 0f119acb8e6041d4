// Unit layer: the replacement of a task, from the diagnosis over surge and retirement to its end.
import { aFinding } from '#tests/builders/a-report.ts';
import { aStep, aStopTaskPlan } from '#tests/builders/an-incident.ts';
import { secondsAgo } from '#tests/builders/constants.ts';
import {
  type Diagnosis,
  OUTCOMES,
  type Pending,
  plannedFor,
  progressAfter,
  progressOf,
  proposalFor,
} from './in-short.ts';

describe('several faulty tasks', () => {
  it.each([
    { seconds: 119, planned: 'wait: several-tasks-fail' },
    { seconds: 120, planned: 'escalate: several-tasks-fail' },
    { seconds: 121, planned: 'escalate: several-tasks-fail' },
  ])('for $seconds s: $planned', ({ seconds, planned }) => {
    const evidence = [1, 2].map((n) => aFinding({ subject: `task-${n}`, since: secondsAgo(seconds) }));
    expect(plannedFor('instance-grey', { evidence })).toBe(planned);
  });
});

describe('a faulty task', () => {
  it.each([
    { seconds: 119, planned: 'wait: ecs-is-replacing' },
    { seconds: 120, planned: 'stop-task surge' },
    { seconds: 121, planned: 'stop-task surge' },
  ])('that fails its health check for $seconds s: $planned', ({ seconds, planned }) => {
    expect(plannedFor('instance-unhealthy', { finding: { since: secondsAgo(seconds) } })).toBe(planned);
  });

  it('gets a replacement first', () => {
    const message = expect.stringContaining('4 tasks desired becomes 5');
    const plan = { target: 'task-1', desiredCount: 4, capacityDip: 0, message };
    expect(proposalFor('instance-grey')).toMatchObject({ plan });
  });

  it.each<{ what: string; diagnosis: Diagnosis }>([
    { what: 'the service', diagnosis: { missing: { ecs: 'throttled' } } },
    { what: 'a subject', diagnosis: { subject: null } },
    { what: 'a finding', diagnosis: { evidence: [] } },
  ])('is escalated without $what', ({ diagnosis }) => {
    expect(plannedFor('instance-grey', diagnosis)).toBe('escalate: insufficient-data');
  });
});

type Row = Pending & { readonly desired: number; readonly progress: string };

describe('after the surge', () => {
  const plan = aStopTaskPlan();

  it.each<Row>([
    { outcome: 'done', reservedAgo: 19, desired: 4, progress: 'wait: step-in-flight' },
    { outcome: 'done', reservedAgo: 20, desired: 4, progress: 'did-not-work' },
    { outcome: 'begun', reservedAgo: 19, desired: 4, progress: 'wait: step-in-flight' },
    { outcome: 'begun', reservedAgo: 21, desired: 4, progress: 'did-not-work' },
    { outcome: 'begun', reservedAgo: 21, desired: 5, progress: 'wait: replacement-starting' },
    { outcome: 'failed', reservedAgo: 1, desired: 4, progress: 'did-not-work' },
    { outcome: 'failed', reservedAgo: 1, desired: 5, progress: 'wait: replacement-starting' },
    { outcome: 'refused', reservedAgo: 1, desired: 4, progress: 'did-not-work' },
    { outcome: 'refused', reservedAgo: 1, desired: 5, progress: 'did-not-work' },
    { outcome: 'done', reservedAgo: 1, desired: 8, progress: 'did-not-work' },
    { outcome: 'done', reservedAgo: 1, desired: 2, progress: 'did-not-work' },
  ])('($outcome) of 4 tasks, $desired are desired $reservedAgo s later: $progress', ({ progress, ...pending }) => {
    expect(progressAfter(plan, pending)).toBe(progress);
  });

  it.each([
    { others: 3, progress: 'wait: replacement-starting' },
    { others: 4, progress: 'stop-task retire' },
    { others: 5, progress: 'stop-task retire' },
  ])('$others other tasks are serving: $progress', ({ others, progress }) => {
    expect(progressAfter(plan, { tasks: others + 1, desired: 5 })).toBe(progress);
  });

  it.each([
    { what: 'a serving task', capacityDip: 1 },
    { what: 'a task that is not serving', task: { 1: { healthStatus: 'UNHEALTHY' as const } }, capacityDip: 0 },
  ])('the retirement of $what keeps the others and takes $capacityDip task away', ({ capacityDip, task = {} }) => {
    const keep = ['task-2', 'task-3', 'task-4', 'task-5'];
    const retirement = { step: 'retire', keep, desiredCount: 4, capacityDip };
    expect(progressOf(plan, { tasks: 5, desired: 5, task })).toMatchObject({ plan: retirement });
  });

  it('a task that stopped by itself is also retired, to restore the desired count', () => {
    expect(progressAfter(plan, { tasks: [2, 3, 4, 5], desired: 5 })).toBe('stop-task retire');
  });

  it.each([
    { startedAgo: 389, progress: 'wait: replacement-starting' },
    { startedAgo: 390, progress: 'wait: replacement-starting' },
    { startedAgo: 391, progress: 'stop-task abandon' },
  ])(
    'the replacement is not serving after $startedAgo s, of 390 s that a start may take: $progress',
    ({ startedAgo, progress }) => {
      expect(progressAfter(plan, { startedAgo, desired: 5 })).toBe(progress);
    },
  );
});

describe('after the retirement', () => {
  const plan = aStopTaskPlan({ step: 'retire', keep: ['task-2', 'task-3', 'task-4', 'task-5'] });

  it.each<Pending & { what: string; progress: string }>([
    { what: 'is still running', tasks: 5, progress: 'wait: bad-task-leaving' },
    { what: 'is gone', tasks: [2, 3, 4, 5], progress: 'stop-task settle' },
    {
      what: 'is stopping',
      tasks: [1],
      targets: [],
      task: { 1: { desiredStatus: 'STOPPED' } },
      progress: 'stop-task settle',
    },
    { what: 'is still running after 119 s', reservedAgo: 119, tasks: 5, progress: 'wait: bad-task-leaving' },
    { what: 'is still running after 120 s', reservedAgo: 120, tasks: 5, progress: 'wait: bad-task-leaving' },
    { what: 'is still running after 121 s', reservedAgo: 121, tasks: 5, progress: 'did-not-work' },
  ])('the task $what: $progress', ({ progress, ...pending }) => {
    expect(progressAfter(plan, pending)).toBe(progress);
  });

  it.each<Row>([
    { outcome: 'begun', reservedAgo: 19, desired: 5, progress: 'wait: step-in-flight' },
    { outcome: 'begun', reservedAgo: 20, desired: 5, progress: 'stop-task retire' },
    { outcome: 'begun', reservedAgo: 21, desired: 4, progress: 'wait: bad-task-leaving' },
    { outcome: 'failed', reservedAgo: 1, desired: 5, progress: 'stop-task retire' },
    { outcome: 'refused', reservedAgo: 1, desired: 5, progress: 'stop-task retire' },
    { outcome: 'failed', reservedAgo: 1, desired: 4, progress: 'wait: bad-task-leaving' },
  ])('($outcome) to 4 tasks, $desired are desired $reservedAgo s later: $progress', ({ progress, ...pending }) => {
    expect(progressAfter(plan, { tasks: 5, ...pending })).toBe(progress);
  });

  it.each([
    { tries: 2, progress: 'stop-task retire' },
    { tries: 3, progress: 'stop-task abandon' },
  ])('$tries retirements have failed: $progress', ({ tries, progress }) => {
    const earlier = [aStep(), ...Array(tries - 1).fill(aStep({ plan, outcome: OUTCOMES.failed }))];
    expect(progressAfter(plan, { outcome: 'failed', earlier, tasks: 5, desired: 5 })).toBe(progress);
  });
});

it.each([
  { step: 'settle', progress: 'worked' },
  { step: 'abandon', progress: 'did-not-work' },
] as const)('$step ends the attempt: $progress', ({ step, progress }) => {
  expect(progressAfter(aStopTaskPlan({ step }))).toBe(progress);
});
