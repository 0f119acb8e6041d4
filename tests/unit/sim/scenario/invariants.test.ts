// Unit layer: states that the invariants permit, and states that violate them.
import { INVARIANTS } from '#sim/scenario/invariants/invariants.ts';
import { monitorInvariants } from '#sim/scenario/invariants/monitor.ts';
import { anAttempt, anIncident, aStep } from '#tests/builders/an-incident.ts';
import { NOW } from '#tests/builders/an-observation.ts';
import { aMutation, aScenario, type ScenarioState } from './a-scenario.ts';

const violationsIn = (state: ScenarioState): Readonly<Record<string, string>> =>
  Object.fromEntries(
    INVARIANTS.flatMap(({ name, violation }) => {
      const description = violation(aScenario(state));
      return description === undefined ? [] : [[name, description]];
    }),
  );

const CAPACITY = 'a task is stopped only while at least the desired number of other tasks serve requests';
const INCIDENT = 'the medic changes ECS only while an incident is open';
const DATABASE = 'the medic does not change ECS while the database is down';
const BUDGET = 'the actions of any hour stay within the limit of the service';
const EXECUTION = 'every incident has one execution, and only one execution runs at a time';
const COUNT = 'the desired count is the configured one, or one more during an incident';
const PROTECTION = 'no task stays protected after its incident';
const ALERT = 'every alert is published once';
const FUNCTION = 'no function fails, no event is refused, and no message ends in a dead-letter queue';

/** One incident with an action at each of these minutes before now. */
const actionsAt = (...minutesAgo: readonly number[]): ScenarioState => {
  const attempts = minutesAgo.map((minutes) => anAttempt({ steps: [aStep({ reservedAt: NOW - minutes * 60_000 })] }));
  return { incidents: [anIncident({ status: 'resolved', attempts })] };
};

const open = anIncident();
const resolved = anIncident({ status: 'resolved' });
const other = anIncident({ id: 'registry-20261123T110000Z', status: 'resolved' });
const blind = anIncident({ status: 'escalated', handover: { reason: 'insufficient-data' } });
const running = (name: string) => ({ name, status: 'RUNNING' as const });
const stopTask = aMutation({ operation: 'StopTask', input: {}, before: { desiredCount: 4, serving: 3 } });
const surge = aMutation({ input: { desiredCount: 5 }, before: { desiredCount: 4, serving: 3 } });
const redeploy = aMutation({ input: { taskDefinition: 'registry:41' }, before: { serving: 0 } });
const refusal = { functionName: 'medic-assess', principal: 'events.amazonaws.com', sourceArn: 'arn:rule' };

describe('the invariants permit', () => {
  it.each<[string, ScenarioState]>([
    ['a service without incidents', {}],
    ['the last step of a replacement', { mutations: [aMutation()] }],
    ['one more task than configured while one of four does not serve', { mutations: [surge] }],
    ['the deployment of another revision while no task serves', { mutations: [redeploy] }],
    ['three actions in an hour', actionsAt(59, 30, 0)],
    ['a fourth action an hour after the first', actionsAt(60, 40, 20, 0)],
    ['a running execution of an open incident', { incidents: [open], executions: [running(open.id)] }],
    [
      'an incident without an execution if it was escalated for insufficient data',
      { incidents: [blind], executions: [] },
    ],
    ['such an incident with an execution', { incidents: [blind] }],
    ['a desired count of five during an incident', { incidents: [open], desiredCount: 5 }],
    ['a protected task during an incident', { incidents: [open], protectedUntil: NOW + 1 }],
    ['a protection that ends now', { protectedUntil: NOW }],
    [
      'two alerts that are both recorded',
      { incidents: [anIncident({ alerts: ['escalated', 'resolved'] })], published: 2 },
    ],
  ])('%s', (_, state) => {
    expect(violationsIn(state)).toEqual({});
  });
});

describe('the invariants report', () => {
  it.each<[string, ScenarioState, string, string]>([
    [
      'a scale-in while three of four tasks serve',
      { mutations: [aMutation({ before: { serving: 3 } })] },
      CAPACITY,
      '3 tasks were serving before {"desiredCount":4}',
    ],
    ['a StopTask while three other tasks serve', { mutations: [stopTask] }, CAPACITY, '3 tasks were serving before {}'],
    [
      'a change without an incident',
      { mutations: [aMutation({ before: { isIncidentOpen: false } })] },
      INCIDENT,
      'UpdateService without an open incident',
    ],
    [
      'a change while the database is down',
      { mutations: [aMutation({ before: { isDatabaseUp: false } })] },
      DATABASE,
      'UpdateService while the database was down',
    ],
    ['four actions in an hour', actionsAt(59, 40, 20, 0), BUDGET, '4 actions in an hour'],
    [
      'an execution without an incident',
      { executions: [{ name: 'stray', status: 'SUCCEEDED' }] },
      EXECUTION,
      'executions stray for incidents none',
    ],
    [
      'an incident without an execution',
      { incidents: [resolved], executions: [] },
      EXECUTION,
      `executions none for incidents ${resolved.id}`,
    ],
    [
      'two executions that run at once',
      { incidents: [resolved, other], executions: [running(resolved.id), running(other.id)] },
      EXECUTION,
      '2 executions run at once',
    ],
    ['a desired count below the configured one', { desiredCount: 3 }, COUNT, 'the desired count is 3, not 4'],
    [
      'a desired count below the configured one during an incident',
      { incidents: [open], desiredCount: 3 },
      COUNT,
      'the desired count is 3, not 4',
    ],
    ['a desired count of five without an incident', { desiredCount: 5 }, COUNT, 'the desired count is 5, not 4'],
    [
      'a desired count of six during an incident',
      { incidents: [open], desiredCount: 6 },
      COUNT,
      'the desired count is 6, not 4',
    ],
    [
      'a protected task after the incident',
      { incidents: [resolved], protectedUntil: NOW + 1 },
      PROTECTION,
      '1 tasks are protected without an open incident',
    ],
    [
      'an alert that is not recorded',
      { incidents: [anIncident({ alerts: ['escalated'] })], published: 2 },
      ALERT,
      '2 alerts published, 1 recorded',
    ],
    ['a function that failed', { counters: { 'medic-assess': { errors: 1 } } }, FUNCTION, 'medic-assess failed'],
    ['an event that was refused', { refusals: [refusal] }, FUNCTION, 'medic-assess may not be invoked by arn:rule'],
    [
      'a message in a dead-letter queue',
      { queueDepths: { 'medic-checks-failures': { visible: 1 } } },
      FUNCTION,
      'there is a message in medic-checks-failures',
    ],
  ])('%s', (_, state, invariant, description) => {
    expect(violationsIn(state)).toEqual({ [invariant]: description });
  });

  it('nothing else: each of them has a row above', () => {
    const names = [CAPACITY, INCIDENT, DATABASE, BUDGET, EXECUTION, COUNT, PROTECTION, ALERT, FUNCTION];
    expect(INVARIANTS.map(({ name }) => name)).toEqual(names);
  });
});

describe('the invariant monitor', () => {
  it('checks every second and keeps the first violation of each invariant', async () => {
    const scenario = aScenario({ desiredCount: 3 });
    const monitor = monitorInvariants(scenario);
    await scenario.clock.runUntil(NOW + 5_000);
    expect(monitor.checkedSeconds()).toBe(5);
    expect(monitor.violations()).toEqual([
      { invariant: COUNT, at: NOW + 1_000, description: 'the desired count is 3, not 4' },
    ]);
  });
});
