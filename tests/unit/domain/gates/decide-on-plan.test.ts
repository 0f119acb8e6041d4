// Unit layer: what the first gate that does not pass a plan leads to.
import { decideOnPlan, isHeldByOperators } from '#shared/domain/gates/decide-on-plan.ts';
import { aScore } from '#tests/builders/a-report.ts';
import { anAttempt, anIncident, aStopTaskPlan } from '#tests/builders/an-incident.ts';
import { NOW, secondsAgo } from '#tests/builders/constants.ts';
import { situation } from '#tests/builders/given.ts';
import { inShort } from '../story.ts';
import type { State } from './answer-of.ts';

const decided = (state: State) => {
  const { plan, ...diagnosed } = situation(state);
  return decideOnPlan(diagnosed, { plan, reason: 'treat-cause' });
};

/** The oldest of three actions leaves the budget's hour in so many seconds. */
const spentFor = (seconds: number): State => ({
  pastActions: [0, 10, 3_600 - seconds].map((ago) => ({
    action: 'stop-task',
    at: secondsAgo(ago),
    target: 'task-9',
    incident: 'registry-earlier',
  })),
});
const openFor = (seconds: number, given: Parameters<typeof anIncident>[0] = {}): State => ({
  incident: anIncident({ openedAt: secondsAgo(seconds), ...given }),
});
const UNCERTAIN: State = { score: aScore({ confidence: 0.5 }) };
const UNKNOWN: State = { plan: aStopTaskPlan({ step: 'retire' }), missing: { taskProbes: 'throttled' } };
const STORM: State = { fleet: { services: 9, unhealthy: 5 } };
const PENDING = { attempts: [anAttempt({ target: 'task-2' })] };

it.each<State & { what: string; decision: string }>([
  { what: 'no gate', decision: 'act: stop-task surge task-1' },
  { what: 'the budget for 300 s more', ...spentFor(300), decision: 'wait: budget-spent' },
  { what: 'the budget for 301 s more', ...spentFor(301), decision: 'escalate: budget-spent' },
  { what: 'low confidence, 300 s after opening', ...UNCERTAIN, ...openFor(300), decision: 'wait: low-confidence' },
  { what: 'low confidence, 301 s after opening', ...UNCERTAIN, ...openFor(301), decision: 'escalate: low-confidence' },
  { what: 'unknown capacity, 300 s after opening', ...UNKNOWN, ...openFor(300), decision: 'wait: capacity-unknown' },
  {
    what: 'unknown capacity, 301 s after opening',
    ...UNKNOWN,
    ...openFor(301),
    decision: 'escalate: capacity-unknown',
  },
  {
    what: 'unknown capacity during an attempt',
    ...UNKNOWN,
    ...openFor(301, PENDING),
    decision: 'wait: capacity-unknown',
  },
  { what: 'a storm, an hour after opening', ...STORM, ...openFor(3_600), decision: 'wait: storm' },
  { what: 'mode observe', policy: { mode: 'observe' }, decision: 'none: observe-only' },
  { what: 'a desired count of 0', desired: 0, decision: 'none: intended-state' },
  { what: 'another cause', plan: aStopTaskPlan({ cause: 'overload' }), decision: 'escalate: not-treatable' },
])('a plan held by $what comes to $decision', ({ decision, ...state }) => {
  expect(inShort(decided(state).decision)).toBe(decision);
});

const paused = { scope: 'service', owner: 'ana', reason: 'maintenance', from: NOW, until: NOW + 1 } as const;

it.each<State & { what: string; expected: boolean }>([
  { what: 'a pause', switches: [paused], expected: true },
  { what: 'a missing approval', policy: { mode: 'approve' }, expected: true },
  { what: 'a storm', ...STORM, expected: false },
  { what: 'no gate', expected: false },
])('a plan held by $what is held by operators: $expected', ({ expected, ...state }) => {
  expect(isHeldByOperators(decided(state))).toBe(expected);
});
