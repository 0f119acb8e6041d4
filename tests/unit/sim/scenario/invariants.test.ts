// Unit layer: states that the invariants permit, and states that violate them.
import { INVARIANTS } from '#sim/scenario/invariants/invariants.ts';
import { monitorInvariants } from '#sim/scenario/invariants/monitor.ts';
import { anAttempt, anIncident, aStep } from '#tests/builders/an-incident.ts';
import { NOW } from '#tests/builders/constants.ts';
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
const withoutData = anIncident({ status: 'escalated', handover: { reason: 'insufficient-data' } });
const alerted = anIncident({ alerts: ['escalated', 'resolved'] });
const running = (...names: readonly string[]) => names.map((name) => ({ name, status: 'RUNNING' as const }));
const surge = aMutation({ input: { desiredCount: 5 }, before: { desiredCount: 4, serving: 3 } });
const redeploy = aMutation({ input: { taskDefinition: 'registry:41' }, before: { serving: 0 } });
const scaleIn = aMutation({ before: { serving: 3 } });
const stopTask = aMutation({ operation: 'StopTask', input: {}, before: { desiredCount: 4, serving: 3 } });
const withoutIncident = aMutation({ before: { isIncidentOpen: false } });
const inOutage = aMutation({ before: { isDatabaseUp: false } });
const refusals = [{ functionName: 'medic-assess', principal: 'events.amazonaws.com', sourceArn: 'arn:rule' }];
const counters = { 'medic-assess': { errors: 1 } };
const queueDepths = { 'medic-checks-failures': { visible: 1 } };

describe('the invariants', () => {
  it.each<[string, ScenarioState]>([
    ['a service without incidents', {}],
    ['the last step of a replacement', { mutations: [aMutation()] }],
    ['one more task than configured while one of four does not serve', { mutations: [surge] }],
    ['the deployment of another revision while no task serves', { mutations: [redeploy] }],
    ['three actions in an hour', actionsAt(59, 30, 0)],
    ['a fourth action an hour after the first', actionsAt(60, 40, 20, 0)],
    ['a running execution of an open incident', { incidents: [open], executions: running(open.id) }],
    ['no execution of an incident that was escalated without data', { incidents: [withoutData], executions: [] }],
    ['an execution of such an incident', { incidents: [withoutData] }],
    ['a desired count of five during an incident', { incidents: [open], desiredCount: 5 }],
    ['a protected task during an incident', { incidents: [open], protectedUntil: NOW + 1 }],
    ['a protection that ends now', { protectedUntil: NOW }],
    ['two alerts that are both recorded', { incidents: [alerted], published: 2 }],
  ])('permit %s', (_, state) => {
    expect(violationsIn(state)).toEqual({});
  });

  it.each<[string, ScenarioState, string]>([
    ['a scale-in while three of four tasks serve', { mutations: [scaleIn] }, CAPACITY],
    ['a StopTask while three other tasks serve', { mutations: [stopTask] }, CAPACITY],
    ['a change without an incident', { mutations: [withoutIncident] }, INCIDENT],
    ['a change while the database is down', { mutations: [inOutage] }, DATABASE],
    ['four actions in an hour', actionsAt(59, 40, 20, 0), BUDGET],
    ['an execution without an incident', { executions: [{ name: 'stray', status: 'SUCCEEDED' }] }, EXECUTION],
    ['an incident without an execution', { incidents: [resolved], executions: [] }, EXECUTION],
    ['two executions at once', { incidents: [resolved, other], executions: running(resolved.id, other.id) }, EXECUTION],
    ['a desired count below the configured one', { desiredCount: 3 }, COUNT],
    ['such a desired count during an incident', { incidents: [open], desiredCount: 3 }, COUNT],
    ['a desired count of five without an incident', { desiredCount: 5 }, COUNT],
    ['a desired count of six during an incident', { incidents: [open], desiredCount: 6 }, COUNT],
    ['a protected task after the incident', { incidents: [resolved], protectedUntil: NOW + 1 }, PROTECTION],
    ['an alert that is not recorded', { incidents: [alerted], published: 3 }, ALERT],
    ['a function that failed', { counters }, FUNCTION],
    ['an event that was refused', { refusals }, FUNCTION],
    ['a message in a dead-letter queue', { queueDepths }, FUNCTION],
  ])('forbid %s', (_, state, invariant) => {
    expect(Object.keys(violationsIn(state))).toEqual([invariant]);
  });

  it('describe what they found', () => {
    const mutations = [scaleIn, withoutIncident, inOutage];
    const state = { ...actionsAt(59, 40, 20, 0), mutations, executions: [], published: 1, counters };
    expect(violationsIn({ ...state, desiredCount: 3, protectedUntil: NOW + 1 })).toEqual({
      [CAPACITY]: '3 tasks were serving before {"desiredCount":4}',
      [INCIDENT]: 'UpdateService without an open incident',
      [DATABASE]: 'UpdateService while the database was down',
      [BUDGET]: '4 actions in an hour',
      [EXECUTION]: `executions none for incidents ${resolved.id}`,
      [COUNT]: 'the desired count is 3, not 4',
      [PROTECTION]: '1 tasks are protected without an open incident',
      [ALERT]: '1 alerts published, 0 recorded',
      [FUNCTION]: 'medic-assess failed',
    });
    expect(violationsIn({ refusals })).toEqual({ [FUNCTION]: 'medic-assess may not be invoked by arn:rule' });
    expect(violationsIn({ queueDepths })).toEqual({ [FUNCTION]: 'there is a message in medic-checks-failures' });
  });

  it('are checked every second by a monitor, which keeps the first violation of each', async () => {
    const scenario = aScenario({ desiredCount: 3 });
    const monitor = monitorInvariants(scenario);
    await scenario.clock.runUntil(NOW + 5_000);
    expect(monitor.checkedSeconds()).toBe(5);
    const description = 'the desired count is 3, not 4';
    expect(monitor.violations()).toEqual([{ invariant: COUNT, at: NOW + 1_000, description }]);
  });
});
