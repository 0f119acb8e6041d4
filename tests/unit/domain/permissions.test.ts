// Unit layer: what is made of calls that AWS refuses for want of a permission.

import { permissionIn, roleIn } from '#shared/domain/aws-messages/access-denied.ts';
import { decide } from '#shared/domain/decide.ts';
import { needsDetails } from '#shared/domain/findings/needs-details.ts';
import { permissionMissing } from '#shared/domain/findings/permissions.ts';
import { composeAlert } from '#shared/domain/incident/alert-text.ts';
import { followUp } from '#shared/domain/incident/follow-up.ts';
import { isHealthy } from '#shared/domain/incident/recovery.ts';
import type { Observation } from '#shared/domain/model/observation.ts';
import { type Missing, missing, observed } from '#shared/domain/model/part.ts';
import type { Reason } from '#shared/domain/model/reasons.ts';
import { MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { anIncident } from '#tests/builders/an-incident.ts';
import { NOW } from '#tests/builders/constants.ts';
import { anObservation } from '#tests/builders/given.ts';
import { aTarget, aTargetGroup, aTaskProbe } from '#tests/builders/parts.ts';
import { aStory } from './story.ts';

const denied = (permission: string, role = 'medic-score-health'): Missing => ({
  ...missing(
    'access-denied',
    `AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/${role}/session is not authorized to perform: ${permission}`,
  ),
  permission,
});

const METRICS = denied('cloudwatch:GetMetricData');
const TARGETS = denied('elasticloadbalancing:DescribeTargetHealth');
const TASKS = denied('ecs:ListTasks');
const RELEASES = denied('ecs:ListServiceDeployments');
const BREAKERS = denied('dynamodb:Query');

/** Each part that a judgement rests on, denied. */
const NO_TASKS: Partial<Observation> = { tasks: TASKS, stoppedTasks: TASKS };
const NO_METRICS: Partial<Observation> = { traffic: METRICS, utilisation: METRICS, history: METRICS };
const NO_TARGETS: Partial<Observation> = { targetGroups: TARGETS, traffic: TARGETS };

const evidenceOf = (different: Partial<Observation>) =>
  permissionMissing({ observation: anObservation(different), policy: aPolicy(), now: NOW });

const assess = (different: Partial<Observation>) =>
  decide({
    observation: anObservation(different),
    history: { incident: undefined, pastActions: [] },
    policy: aPolicy(),
    now: NOW,
  });

describe("AWS's words for a denial", () => {
  const DENIED_BY = 'because no identity-based policy allows the action';

  it.each([
    {
      words: `User: arn:aws:sts::111122223333:assumed-role/medic/session is not authorized to perform: ecs:ListTasks on resource: * ${DENIED_BY}`,
      permission: 'ecs:ListTasks',
      role: 'medic',
    },
    {
      words: `User: arn:aws-us-gov:sts::111122223333:assumed-role/medic-assess/medic-assess is not authorized to perform: application-autoscaling:DescribeScalableTargets ${DENIED_BY}`,
      permission: 'application-autoscaling:DescribeScalableTargets',
      role: 'medic-assess',
    },
    {
      words:
        'User: arn:aws:iam::111122223333:user/ana is not authorized to perform: ecs:DescribeServices on resource: *',
      permission: 'ecs:DescribeServices',
      role: undefined,
    },
    { words: 'the case has no answer for ecs ListTasks', permission: undefined, role: undefined },
    { words: 'Access Denied', permission: undefined, role: undefined },
    { words: '', permission: undefined, role: undefined },
  ])('name the permission $permission and the role $role', ({ words, permission, role }) => {
    expect([permissionIn(words), roleIn(words)]).toEqual([permission, role]);
  });
});

describe("the finding 'permission-missing'", () => {
  it('is one for each permission, with all that it is missed for and the role that lacks it', () => {
    expect(evidenceOf({ ...NO_TASKS, releases: RELEASES })).toEqual([
      expect.objectContaining({
        id: 'permission-missing',
        strength: 'hard',
        subject: 'ecs:ListTasks',
        numbers: { denied: 3, asked: 8 },
        message:
          'ecs:ListTasks is denied, so these parts are missing: tasks, stoppedTasks: grant it to role medic-score-health',
      }),
      expect.objectContaining({ subject: 'ecs:ListServiceDeployments', numbers: { denied: 3, asked: 8 } }),
    ]);
  });

  it('names every role that lacks it, and none where AWS names none', () => {
    const both = { tasks: denied('ecs:ListTasks', 'one'), stoppedTasks: denied('ecs:ListTasks', 'other') };
    expect(evidenceOf(both)[0]?.message).toMatch(/: grant it to role one, other$/);
    const unnamed = { ...missing('access-denied', 'no'), permission: 'ecs:ListTasks' };
    expect(evidenceOf({ tasks: unnamed })[0]?.message).toMatch(/ tasks: grant it$/);
  });

  it.each<{ why: string; given: Partial<Observation> }>([
    { why: 'nothing is missing', given: {} },
    { why: 'a denial names no permission', given: { tasks: missing('access-denied', 'Access Denied') } },
    { why: 'calls are throttled', given: { tasks: missing('throttled', 'Rate exceeded') } },
    {
      why: 'only what a team may well not grant is denied',
      given: {
        logs: denied('logs:FilterLogEvents'),
        changes: denied('cloudtrail:LookupEvents'),
        scaling: denied('application-autoscaling:DescribeScalableTargets'),
        alarms: denied('cloudwatch:DescribeAlarms'),
      },
    },
  ])('is not there when $why', ({ given }) => {
    expect(evidenceOf(given)).toEqual([]);
  });

  it('does not count what there is nothing to ask about', () => {
    const unbalanced = {
      traffic: missing('not-configured', 'no load balancer'),
      releases: missing('not-asked', 'released long ago'),
      utilisation: METRICS,
    };
    expect(evidenceOf(unbalanced)[0]?.numbers).toEqual({ denied: 1, asked: 6 });
  });
});

describe('a service of which some may not be read', () => {
  it.each<{ what: string; given: Partial<Observation>; reason: Reason }>([
    { what: 'the releases', given: { releases: RELEASES }, reason: 'healthy' },
    { what: 'the metrics', given: NO_METRICS, reason: 'nothing-found' },
    {
      what: 'the metrics and the releases, three of eight',
      given: { ...NO_METRICS, releases: RELEASES },
      reason: 'nothing-found',
    },
  ])('is judged by the rest while only $what are denied: $reason', ({ given, reason }) => {
    const { report, diagnosis, decision } = assess(given);
    expect(report.state).not.toBe('unknown');
    expect(diagnosis.cause).toBe('none');
    expect(decision).toMatchObject({ kind: 'none', reason });
    expect(report.findings.every(({ id }) => id === 'permission-missing')).toBe(true);
  });

  it.each<{ what: string; given: Partial<Observation> }>([
    { what: 'ECS itself', given: { ecs: denied('ecs:DescribeServices') } },
    { what: 'the tasks', given: NO_TASKS },
    { what: 'the targets, which leave the state unknown', given: NO_TARGETS },
    {
      what: 'half of all',
      given: {
        stoppedTasks: denied('ecs:DescribeTasks'),
        utilisation: METRICS,
        releases: RELEASES,
        breakers: BREAKERS,
      },
    },
    {
      what: 'so much beside what is missing that the confidence is below a half',
      given: {
        ...NO_METRICS,
        dependencies: missing('unavailable', ''),
        taskProbes: missing('unavailable', ''),
      },
    },
  ])('has the cause unknown, at once and for certain, while it is $what', ({ given }) => {
    const { diagnosis, decision } = assess(given);
    expect(diagnosis).toMatchObject({ cause: 'unknown', confirmed: true });
    expect(diagnosis.evidence.map(({ id }) => id)).toContain('permission-missing');
    expect(decision).toMatchObject({ kind: 'wait', reason: 'cause-unknown' });
  });

  it('is not called well while half is denied, however good the rest looks', () => {
    const { report } = assess({
      stoppedTasks: denied('ecs:DescribeTasks'),
      utilisation: METRICS,
      releases: RELEASES,
      breakers: BREAKERS,
      previous: [assess({}).report],
    });
    expect(report.score).toBeGreaterThanOrEqual(85);
    expect(report.confidence).toBeGreaterThanOrEqual(0.8);
    expect(isHealthy(report)).toBe(false);
    expect(isHealthy({ ...report, cause: 'none' })).toBe(true);
  });

  it('is not looked at more closely for it', () => {
    expect(needsDetails({ observation: anObservation(NO_METRICS), policy: aPolicy(), now: NOW })).toBe(false);
  });
});

describe('half of all denied, for ten minutes', () => {
  const HALF: Partial<Observation> = { ...NO_TASKS, ...NO_METRICS };

  it('leads to no action and to one word to people after two minutes, and ends when it is granted', () => {
    const story = aStory();
    const looks = Array.from({ length: 8 }, () => story.look({ parts: HALF }, { afterSeconds: 15 }));
    expect(new Set(looks)).toEqual(new Set(['wait: cause-unknown']));
    expect(story.look({ parts: HALF }, { afterSeconds: 15 })).toBe('escalate: insufficient-data');
    expect(story.report()?.state).toBe('unknown');
    expect(story.incident()).toMatchObject({ status: 'escalated', attempts: [] });
  });

  it('is blindness, too, where ECS and the load balancer answer', () => {
    const parts = {
      stoppedTasks: denied('ecs:DescribeTasks'),
      utilisation: METRICS,
      releases: RELEASES,
      breakers: BREAKERS,
    };
    const story = aStory();
    expect(story.look({ parts })).toBe('wait: cause-unknown');
    expect(story.look({ parts }, { afterSeconds: 60 })).toBe('wait: cause-unknown');
    expect(story.look({ parts }, { afterSeconds: 60 })).toBe('escalate: insufficient-data');
  });

  it('with a task that hangs is touched no more', () => {
    const hung = {
      taskProbes: observed(NOW, [aTaskProbe(1, { outcome: 'timeout' })]),
      targetGroups: observed(NOW, [aTargetGroup({ targets: [aTarget(1, { state: 'unhealthy' })] })]),
    };
    const { decision, gates } = assess({ ...hung, ...HALF });
    expect([decision.kind, gates]).toEqual(['wait', []]);
  });

  it('is told once: the same denial is no news to people who have it, and well again is', () => {
    const assessment = assess(HALF);
    const incident = anIncident({ status: 'escalated', cause: 'unknown' });
    const check = { incident, previous: [], isConfirmation: false, now: NOW };
    expect(followUp({ ...check, assessment }).kind).toBe('none');
    const { report } = assess({});
    expect(followUp({ ...check, assessment: assess({}), previous: [report, report] }).kind).toBe('resolve');
  });

  it('reads in the alert as a list of what to grant, a line for each permission', () => {
    const { report } = assess(HALF);
    const incident = anIncident({
      openedAt: NOW - MINUTE,
      status: 'escalated',
      cause: 'unknown',
      handover: { reason: 'insufficient-data' },
    });
    const { text } = composeAlert({ kind: 'escalated', incident, report, now: NOW + SECOND });
    const asked = text.split('\n').filter((line) => line.includes('grant it to role medic-score-health'));
    expect(asked).toEqual([
      '  - ecs:ListTasks is denied, so these parts are missing: tasks, stoppedTasks: grant it to role medic-score-health',
      '  - cloudwatch:GetMetricData is denied, so these parts are missing: traffic, utilisation: grant it to role medic-score-health',
    ]);
    expect(text).toContain('there is not enough data to act on');
  });
});
