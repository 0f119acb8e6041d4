// Unit layer: targets that are green and that the load balancer finds to fail more requests than their peers.
import { diagnose } from '#shared/domain/diagnosis/diagnose.ts';
import { targetAnomalous } from '#shared/domain/findings/targets.ts';
import type { Finding } from '#shared/domain/model/finding.ts';
import type { Observation } from '#shared/domain/model/observation.ts';
import { missing, observed } from '#shared/domain/model/part.ts';
import { SECOND } from '#shared/domain/model/time.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { aFinding } from '#tests/builders/a-report.ts';
import { assessed } from '#tests/builders/an-evidence.ts';
import { NOW } from '#tests/builders/constants.ts';
import { anObservation } from '#tests/builders/given.ts';
import { aTarget, aTargetGroup, aTask } from '#tests/builders/parts.ts';

const healthy = [1, 2, 3, 4].map((number) => aTarget(number));
const group = (given: Parameters<typeof aTarget>[1]) =>
  aTargetGroup({ targets: [aTarget(1, given), ...healthy.slice(1)] });
const anomalous: Partial<Observation> = { targetGroups: observed(NOW, [group({ isAnomalous: true })]) };
const found = (given: Partial<Observation>) =>
  targetAnomalous({ observation: anObservation(given), policy: aPolicy(), now: NOW });
const withFirst = (given: Parameters<typeof aTask>[1]): Partial<Observation> => ({
  ...anomalous,
  tasks: observed(NOW, [aTask(1, given), aTask(2), aTask(3), aTask(4)]),
});

describe('target-anomalous', () => {
  it('names the task, softly', () => {
    expect(found(anomalous)).toEqual([
      {
        id: 'target-anomalous',
        strength: 'soft',
        subject: 'task-1',
        at: NOW,
        numbers: {},
        message:
          'task task-1 passes its health check, but the load balancer finds that it fails more requests than its peers',
      },
    ]);
  });

  it('is found in whichever target group it is', () => {
    const groups = observed(NOW, [aTargetGroup({ targets: healthy }), group({ isAnomalous: true })]);
    expect(found({ targetGroups: groups })).toHaveLength(1);
  });

  it.each<{ why: string; given: Partial<Observation> }>([
    {
      why: 'the load balancer finds it normal',
      given: { targetGroups: observed(NOW, [group({ isAnomalous: false })]) },
    },
    { why: 'the load balancer does not say', given: {} },
    {
      why: 'it is unhealthy anyway',
      given: { targetGroups: observed(NOW, [group({ isAnomalous: true, state: 'unhealthy' })]) },
    },
    { why: 'its task stops', given: withFirst({ desiredStatus: 'STOPPED' }) },
    { why: 'no task has that address', given: withFirst({ address: '10.9.9.9' }) },
    { why: 'the targets cannot be read', given: { targetGroups: missing('throttled', '') } },
  ])('is not found when $why', ({ given }) => {
    expect(found(given)).toEqual([]);
  });

  it.each([
    { seconds: 59, isFound: false },
    { seconds: 60, isFound: true },
    { seconds: 61, isFound: true },
  ])('of a task that started $seconds s ago, with 60 s of grace: found $isFound', ({ seconds, isFound }) => {
    expect(found(withFirst({ startedAt: NOW - seconds * SECOND })).length > 0).toBe(isFound);
  });

  it('asks for no grace where the service cannot be read', () => {
    expect(found({ ...withFirst({ startedAt: NOW }), ecs: missing('throttled', '') })).toHaveLength(1);
  });
});

describe('the diagnosis of anomalous targets', () => {
  const seen = (subject: string, given: Partial<Finding> = {}) =>
    aFinding({ id: 'target-anomalous', subject, message: subject, ...given });
  const diagnosed = (...findings: readonly Finding[]) =>
    diagnose(assessed({ observation: anObservation(), findings, policy: aPolicy(), now: NOW }));

  it.each([
    { looks: 1, confirmed: false },
    { looks: 2, confirmed: true },
    { looks: 3, confirmed: true },
  ])('is a grey task, after $looks looks confirmed: $confirmed', ({ looks, confirmed }) => {
    expect(diagnosed(seen('task-1', { seen: looks }))).toMatchObject({
      cause: 'instance-grey',
      subject: 'task-1',
      confirmed,
    });
  });

  it('counts a task once, whatever tells of it', () => {
    const idle = aFinding({ subject: 'task-1', seen: 2 });
    expect(diagnosed(idle, seen('task-1', { seen: 2 }))).toMatchObject({ cause: 'instance-grey', subject: 'task-1' });
  });

  it('blames no task when nearly all are so', () => {
    const [one, two, three] = ['task-1', 'task-2', 'task-3'].map((task) => seen(task, { seen: 2 })) as [
      Finding,
      Finding,
      Finding,
    ];
    expect(diagnosed(one, two, three).cause).not.toBe('instance-grey');
  });
});
