// Unit layer: the diagnosis and the decisions about a service of which AWS denies some parts.
import { decide } from '#shared/domain/decide.ts';
import { composeAlert } from '#shared/domain/incident/alert-text.ts';
import { followUp } from '#shared/domain/incident/follow-up.ts';
import { isHealthy } from '#shared/domain/incident/recovery.ts';
import type { Reason } from '#shared/domain/model/reasons.ts';
import { anIncident } from '#tests/builders/an-incident.ts';
import { minutesAgo, NOW, secondsAgo } from '#tests/builders/constants.ts';
import * as given from '#tests/builders/given.ts';
import { aDenial } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { aStory } from '../story.ts';

type MissingParts = NonNullable<ServiceState['missing']>;

const METRICS = aDenial('cloudwatch:GetMetricData');
const TARGETS = aDenial('elasticloadbalancing:DescribeTargetHealth');
const TASKS = aDenial('ecs:ListTasks');
const RELEASES = aDenial('ecs:ListServiceDeployments');

const NO_TASKS: MissingParts = { tasks: TASKS, stoppedTasks: TASKS };
const NO_METRICS: MissingParts = { traffic: METRICS, utilisation: METRICS, history: METRICS };
/** Half of what is needed, and neither ECS nor the load balancer. */
const HALF: MissingParts = {
  stoppedTasks: aDenial('ecs:DescribeTasks'),
  utilisation: METRICS,
  releases: RELEASES,
  breakers: aDenial('dynamodb:Query'),
};

const assess = (parts: MissingParts, state: ServiceState = {}) => decide(given.evidence({ ...state, missing: parts }));

describe('a service with denied parts', () => {
  it.each<{ what: string; parts: MissingParts; reason: Reason }>([
    { what: 'the releases', parts: { releases: RELEASES }, reason: 'healthy' },
    { what: 'the metrics', parts: NO_METRICS, reason: 'nothing-found' },
    { what: 'three of eight parts', parts: { ...NO_METRICS, releases: RELEASES }, reason: 'nothing-found' },
  ])('is judged by the rest while only $what are denied: $reason', ({ parts, reason }) => {
    const { report, diagnosis, decision } = assess(parts);
    expect(report.state).not.toBe('unknown');
    expect(diagnosis.cause).toBe('none');
    expect(decision).toMatchObject({ kind: 'none', reason });
    expect(report.findings.every(({ id }) => id === 'permission-missing')).toBe(true);
  });

  it.each<{ what: string; parts: MissingParts }>([
    { what: 'ECS', parts: { ecs: aDenial('ecs:DescribeServices') } },
    { what: 'the tasks', parts: NO_TASKS },
    { what: 'the targets, which leaves the state unknown', parts: { targetGroups: TARGETS, traffic: TARGETS } },
    { what: 'half of all parts', parts: HALF },
    {
      what: 'so much beside other missing data that the confidence is below a half',
      parts: { ...NO_METRICS, dependencies: 'unavailable', taskProbes: 'unavailable' },
    },
  ])('has the confirmed cause unknown while AWS denies $what', ({ parts }) => {
    const { diagnosis, decision } = assess(parts);
    expect(diagnosis).toMatchObject({ cause: 'unknown', confirmed: true });
    expect(diagnosis.evidence.map(({ id }) => id)).toContain('permission-missing');
    expect(decision).toMatchObject({ kind: 'wait', reason: 'cause-unknown' });
  });

  it('is not healthy while half of the parts are denied, however high its score', () => {
    const { report } = assess(HALF, { previous: [assess({}).report] });
    expect(report.score).toBeGreaterThanOrEqual(85);
    expect(report.confidence).toBeGreaterThanOrEqual(0.8);
    expect(isHealthy(report)).toBe(false);
    expect(isHealthy({ ...report, cause: 'none' })).toBe(true);
  });

  it.each<{ which: string; parts: MissingParts; state: string }>([
    { which: 'any half', parts: { ...NO_TASKS, ...NO_METRICS }, state: 'unknown' },
    { which: 'a half without ECS and the load balancer', parts: HALF, state: 'degraded' },
  ])('is escalated once after two minutes while $which is denied', ({ parts, state }) => {
    const story = aStory();
    const checks = Array.from({ length: 8 }, () => story.check({ missing: parts }, { afterSeconds: 15 }));
    expect(new Set(checks)).toEqual(new Set(['wait: cause-unknown']));
    expect(story.check({ missing: parts }, { afterSeconds: 15 })).toBe('escalate: insufficient-data');
    expect(story.report()?.state).toBe(state);
    expect(story.incident()).toMatchObject({ status: 'escalated', attempts: [] });
  });

  it('gets no action on a task that hangs', () => {
    const { decision, gates } = assess({ ...NO_TASKS, ...NO_METRICS }, { unhealthy: [1], hung: [1] });
    expect([decision.kind, gates]).toEqual(['wait', []]);
  });

  it('is not notified again about the same denial, and is resolved once it is granted', () => {
    const incident = anIncident({ status: 'escalated', cause: 'unknown' });
    const history = { incident, pastActions: [] };
    const check = { history, isConfirmation: false, now: NOW };
    const denied = assess({ ...NO_TASKS, ...NO_METRICS });
    expect(followUp({ ...check, observation: given.service(), assessment: denied }).kind).toBe('none');
    const healthy = assess({});
    const observation = given.service({ previous: [healthy.report, healthy.report] });
    expect(followUp({ ...check, observation, assessment: healthy }).kind).toBe('resolve');
  });

  it('has an alert that lists what to grant, one line for each permission', () => {
    const { report } = assess({ ...NO_TASKS, ...NO_METRICS });
    const handover = { reason: 'insufficient-data' } as const;
    const incident = anIncident({ openedAt: minutesAgo(1), status: 'escalated', cause: 'unknown', handover });
    const { text } = composeAlert({ kind: 'escalated', incident, report, now: secondsAgo(-1) });
    expect(text.split('\n').filter((line) => line.includes('grant it to role medic-score-health'))).toEqual([
      '  - ecs:ListTasks is denied, so these parts are missing: tasks, stoppedTasks: grant it to role medic-score-health',
      '  - cloudwatch:GetMetricData is denied, so these parts are missing: traffic, utilisation: grant it to role medic-score-health',
    ]);
    expect(text).toContain('there is not enough data to act on');
  });
});
