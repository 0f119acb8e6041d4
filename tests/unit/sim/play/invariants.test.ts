// Unit layer: every invariant holds for what may be, and names what may not.

import { createVirtualClock } from '#local-aws/clock/virtual-clock.ts';
import { INVARIANTS, watchInvariants } from '#sim/scenario/invariants.ts';
import { anAttempt, anIncident, aStep } from '#tests/builders/an-incident.ts';
import { NOW } from '#tests/builders/constants.ts';
import { aMutation, aWitness, type Seen } from './a-witness.ts';

const MINUTE_MS = 60_000;

/** All invariants that what was seen violates, with what they say. */
const violated = (seen: Seen): Readonly<Record<string, string>> =>
  Object.fromEntries(
    INVARIANTS.flatMap(({ name, violation }) => {
      const message = violation(aWitness(seen));
      return message === undefined ? [] : [[name, message]];
    }),
  );

const TAKEN = 'a task is only taken away while as many others as are wanted do their work';
const UNASKED = 'nothing is changed without an open incident';
const DATABASE = 'tasks are never touched while the database is down';
const BUDGET = 'no more actions in an hour than the service allows';
const EXECUTIONS = 'one execution for every incident, one at a time';
const COUNT = "the wanted count is the owners', or one more during a replacement";
const PROTECTION = 'no task stays protected after its incident';
const ALERTS = 'people are told each thing once';
const FAILURES = 'no function fails, none is refused its events, and nothing ends in a dead-letter queue';

/** One incident with an attempt at each of these minutes before now. */
const actionsAt = (...minutesAgo: readonly number[]): Seen => ({
  incidents: [
    anIncident({
      status: 'resolved',
      attempts: minutesAgo.map((minutes) => anAttempt({ steps: [aStep({ reservedAt: NOW - minutes * MINUTE_MS })] })),
    }),
  ],
});

const open = anIncident({ status: 'open' });
const over = anIncident({ status: 'resolved' });
const other = anIncident({ id: 'registry-20261123T110000Z', status: 'resolved' });
const unseen = anIncident({ status: 'escalated', handover: { reason: 'insufficient-data' } });
const running = (name: string) => ({ name, status: 'RUNNING' as const });

describe('what may be', () => {
  it.each<{ what: string; seen: Seen }>([
    { what: 'nothing at all', seen: {} },
    { what: 'the last step of a replacement', seen: { mutations: [aMutation()] } },
    {
      what: 'one more task than is wanted',
      seen: { mutations: [aMutation({ input: { desiredCount: 5 }, before: { desiredCount: 4, serving: 3 } })] },
    },
    {
      what: 'another revision with no task serving',
      seen: { mutations: [aMutation({ input: { taskDefinition: 'registry:41' }, before: { serving: 0 } })] },
    },
    { what: 'three actions in an hour', seen: actionsAt(59, 30, 0) },
    { what: 'a fourth one an hour after the first', seen: actionsAt(60, 40, 20, 0) },
    { what: 'an execution that runs for its incident', seen: { incidents: [open], executions: [running(open.id)] } },
    { what: 'no execution for an incident that people got because too little was seen', seen: { incidents: [unseen] } },
    {
      what: 'one for such an incident',
      seen: { incidents: [unseen], executions: [{ name: unseen.id, status: 'SUCCEEDED' as const }] },
    },
    { what: 'five wanted tasks in an incident', seen: { incidents: [open], desiredCount: 5 } },
    { what: 'a protected task in an incident', seen: { incidents: [open], protectedUntil: NOW + 1 } },
    { what: 'a protection that has just ended', seen: { protectedUntil: NOW } },
    {
      what: 'as many alerts as there were things to tell',
      seen: { incidents: [anIncident({ alerts: ['escalated', 'resolved'] })], published: 2 },
    },
  ])('$what', ({ seen }) => {
    expect(violated(seen)).toEqual({});
  });
});

describe('what may not be', () => {
  it.each<{ what: string; seen: Seen; invariant: string; message: RegExp }>([
    {
      what: 'a task taken with one too few at work',
      seen: { mutations: [aMutation({ before: { serving: 3 } })] },
      invariant: TAKEN,
      message: /^3 tasks were serving when it asked for {"desiredCount":4}$/,
    },
    {
      what: 'a task stopped with one too few at work',
      seen: {
        mutations: [
          aMutation({ operation: 'StopTask', input: { task: 'task-1' }, before: { desiredCount: 4, serving: 3 } }),
        ],
      },
      invariant: TAKEN,
      message: /^3 tasks were serving/,
    },
    {
      what: 'a change without an incident',
      seen: { mutations: [aMutation({ before: { isIncidentOpen: false } })] },
      invariant: UNASKED,
      message: /^UpdateService without an incident$/,
    },
    {
      what: 'a change while the database is down',
      seen: { mutations: [aMutation({ before: { isDatabaseUp: false } })] },
      invariant: DATABASE,
      message: /^UpdateService while the database was down$/,
    },
    {
      what: 'four actions in an hour',
      seen: actionsAt(59, 40, 20, 0),
      invariant: BUDGET,
      message: /^4 actions in an hour$/,
    },
    {
      what: 'an execution without an incident',
      seen: { executions: [{ name: 'stray', status: 'SUCCEEDED' }] },
      invariant: EXECUTIONS,
      message: /^executions stray for incidents none$/,
    },
    {
      what: 'an incident without an execution',
      seen: { incidents: [over], executions: [] },
      invariant: EXECUTIONS,
      message: /^executions none for incidents registry-/,
    },
    {
      what: 'two executions at once',
      seen: { incidents: [over, other], executions: [running(over.id), running(other.id)] },
      invariant: EXECUTIONS,
      message: /^2 executions run at once$/,
    },
    {
      what: 'one wanted task too few',
      seen: { desiredCount: 3 },
      invariant: COUNT,
      message: /^3 tasks are wanted, not 4$/,
    },
    {
      what: 'one more than that in an incident',
      seen: { incidents: [open], desiredCount: 3 },
      invariant: COUNT,
      message: /^3 /,
    },
    {
      what: 'one wanted task too many without an incident',
      seen: { desiredCount: 5 },
      invariant: COUNT,
      message: /^5 /,
    },
    {
      what: 'two too many in an incident',
      seen: { incidents: [open], desiredCount: 6 },
      invariant: COUNT,
      message: /^6 /,
    },
    {
      what: 'a task protected after its incident',
      seen: { incidents: [over], protectedUntil: NOW + 1 },
      invariant: PROTECTION,
      message: /^1 tasks are protected without an incident$/,
    },
    {
      what: 'an alert too many',
      seen: { incidents: [anIncident({ alerts: ['escalated'] })], published: 2 },
      invariant: ALERTS,
      message: /^2 alerts for 1 things to tell$/,
    },
    {
      what: 'a function that failed',
      seen: { counters: { 'medic-assess': { errors: 1 } } },
      invariant: FAILURES,
      message: /^medic-assess failed$/,
    },
    {
      what: 'a function that was refused an event',
      seen: { refusals: [{ functionName: 'medic-assess', principal: 'events.amazonaws.com', sourceArn: 'arn:rule' }] },
      invariant: FAILURES,
      message: /^medic-assess may not be invoked by arn:rule$/,
    },
    {
      what: 'something in a dead-letter queue',
      seen: { queueDepths: { 'medic-checks-failures': { visible: 1 } } },
      invariant: FAILURES,
      message: /^something is in medic-checks-failures$/,
    },
  ])('$what', ({ seen, invariant, message }) => {
    expect(violated(seen)).toEqual({ [invariant]: expect.stringMatching(message) });
  });

  it('has a row above for each invariant there is', () => {
    const known = [TAKEN, UNASKED, DATABASE, BUDGET, EXECUTIONS, COUNT, PROTECTION, ALERTS, FAILURES];
    expect(INVARIANTS.map(({ name }) => name)).toEqual(known);
  });
});

describe('a watchman', () => {
  it('looks every second and keeps the first violation of each invariant', async () => {
    const clock = createVirtualClock(NOW);
    const watchman = watchInvariants(clock, aWitness({ desiredCount: 3 }));
    await clock.runUntil(NOW + 5_000);
    expect(watchman.ticks()).toBe(5);
    expect(watchman.violations()).toEqual([{ invariant: COUNT, at: NOW + 1_000, seen: '3 tasks are wanted, not 4' }]);
  });
});
