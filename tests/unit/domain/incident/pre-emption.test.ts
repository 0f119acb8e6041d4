// Unit layer: which causes end an attempt early, and how its temporary changes are reverted.
import { preempt, SEVERITY } from '#shared/domain/incident/pre-emption.ts';
import { CAUSES, type Cause } from '#shared/domain/model/cause.ts';
import type { Diagnosis } from '#shared/domain/model/diagnosis.ts';
import type { AttemptStep, PendingAttempt, StepOutcome } from '#shared/domain/model/incident.ts';
import { aDiagnosis, aFinding } from '#tests/builders/a-report.ts';
import {
  anIncident,
  aPendingAttempt,
  aResetBreakerPlan,
  aRollBackPlan,
  aStep,
  aStopTaskPlan,
} from '#tests/builders/an-incident.ts';
import { minutesAgo, NOW, secondsAgo } from '#tests/builders/constants.ts';
import { diagnosed } from '#tests/builders/given.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';

const diagnosisOf = (cause: Cause, given: Partial<Diagnosis> = {}): Diagnosis =>
  aDiagnosis({ cause, evidence: [aFinding({ since: minutesAgo(2) })], ...given });
const ZONE_DOWN = diagnosisOf('az-impairment');

interface Given extends ServiceState {
  readonly diagnosis?: Diagnosis;
  readonly attempt?: PendingAttempt;
}

const SURGED: ServiceState = { desired: 5, tasks: 5, hung: [1] };

/** In short: the step that is planned, the wait, the verdict, or that the attempt goes on. */
const answer = ({ diagnosis = ZONE_DOWN, attempt = aPendingAttempt(), ...state }: Given): string => {
  const progress = preempt(attempt, diagnosed({ diagnosis, incident: anIncident({ attempts: [attempt] }), ...state }));
  if (progress === undefined) return 'goes on';
  if (progress.kind === 'ended') return progress.verdict;
  return `${progress.kind === 'plan' ? progress.plan.step : progress.kind}: ${progress.reason}`;
};

const ABANDON = 'abandon: superseded';
const WAIT = 'wait: superseded';

it('the causes that take a whole service or zone are more severe than those of one task', () => {
  const most = CAUSES.filter((cause) => SEVERITY[cause] === 2);
  const tasks = CAUSES.filter((cause) => cause.startsWith('instance-')).map((cause) => SEVERITY[cause]);
  expect(most).toEqual(expect.arrayContaining(['bad-release', 'dependency-down', 'no-targets', 'az-impairment']));
  expect(tasks).toEqual([1, 1]);
});

it.each<{ what: string; diagnosis: Diagnosis; answer: string }>([
  { what: 'a zone that fails', diagnosis: ZONE_DOWN, answer: ABANDON },
  { what: 'lost targets', diagnosis: diagnosisOf('no-targets'), answer: ABANDON },
  { what: 'a bad release', diagnosis: diagnosisOf('bad-release'), answer: ABANDON },
  { what: 'a dependency that is down', diagnosis: diagnosisOf('dependency-down'), answer: ABANDON },
  {
    what: 'a dependency that blinks',
    diagnosis: diagnosisOf('dependency-down', { evidence: [aFinding({ since: secondsAgo(44) })] }),
    answer: 'goes on',
  },
  { what: 'a zone, seen once', diagnosis: diagnosisOf('az-impairment', { confirmed: false }), answer: 'goes on' },
  { what: 'another task', diagnosis: diagnosisOf('instance-unhealthy', { subject: 'task-2' }), answer: 'goes on' },
  { what: 'overload', diagnosis: diagnosisOf('overload'), answer: 'goes on' },
  { what: 'no cause', diagnosis: diagnosisOf('none', { evidence: [] }), answer: 'goes on' },
  { what: 'an unknown cause', diagnosis: diagnosisOf('unknown'), answer: 'goes on' },
])('a replacement while $what is found: $answer', ({ diagnosis, answer: expected }) => {
  expect(answer({ ...SURGED, diagnosis })).toBe(expected);
});

it('a reverted replacement names the tasks that serve without the faulty one', () => {
  const attempt = aPendingAttempt();
  const input = diagnosed({ diagnosis: ZONE_DOWN, incident: anIncident({ attempts: [attempt] }), ...SURGED });
  expect(preempt(attempt, input)).toMatchObject({
    plan: { step: 'abandon', target: 'task-1', desiredCount: 4, keep: ['task-2', 'task-3', 'task-4', 'task-5'] },
  });
});

describe('a superseded replacement', () => {
  const DONE: StepOutcome = { kind: 'done', at: NOW };
  const stepOf = (step: 'surge' | 'retire' | 'settle' | 'abandon', given: Partial<AttemptStep> = {}): AttemptStep =>
    aStep({ plan: aStopTaskPlan({ step }), outcome: DONE, reservedAt: secondsAgo(30), ...given });
  const attemptOf = (...steps: readonly AttemptStep[]) => aPendingAttempt({ steps });
  const inFlight = { reservedAt: secondsAgo(5) };
  const failed = { outcome: { kind: 'failed', at: NOW, error: 'ThrottlingException' } } as const;

  it.each<Given & { what: string; answer: string }>([
    { what: 'with its extra task', attempt: attemptOf(stepOf('surge')), desired: 5, answer: ABANDON },
    { what: 'whose surge may still show', attempt: attemptOf(stepOf('surge', inFlight)), answer: WAIT },
    { what: 'whose surge never showed', attempt: attemptOf(stepOf('surge')), answer: 'superseded' },
    {
      what: 'whose surge failed',
      attempt: attemptOf(stepOf('surge', { ...inFlight, ...failed })),
      answer: 'superseded',
    },
    { what: 'whose count was changed', attempt: attemptOf(stepOf('surge')), desired: 8, answer: 'superseded' },
    { what: 'that was retired', attempt: attemptOf(stepOf('surge'), stepOf('retire')), answer: 'settle: superseded' },
    { what: 'whose retire may still show', attempt: attemptOf(stepOf('retire', inFlight)), desired: 5, answer: WAIT },
    { what: 'whose retire failed', attempt: attemptOf(stepOf('retire', failed)), desired: 5, answer: ABANDON },
    {
      what: 'while ECS is unreadable',
      attempt: attemptOf(stepOf('surge')),
      missing: { ecs: 'throttled' },
      answer: WAIT,
    },
    { what: 'that is settled anyway', attempt: attemptOf(stepOf('settle')), answer: 'goes on' },
    { what: 'that is abandoned anyway', attempt: attemptOf(stepOf('abandon')), answer: 'goes on' },
    { what: 'without a step', attempt: { ...aPendingAttempt(), steps: [] }, answer: 'superseded' },
  ])('$what: $answer', ({ answer: expected, ...given }) => {
    expect(answer(given)).toBe(expected);
  });

  const superseded = (...steps: readonly AttemptStep[]): PendingAttempt => ({
    ...attemptOf(stepOf('surge'), ...steps),
    supersededBy: 'az-impairment',
  });
  const abandons = (count: number) => Array(count).fill(stepOf('abandon', failed));

  it.each<Given & { what: string; answer: string }>([
    { what: 'reverted', attempt: superseded(stepOf('abandon')), answer: 'superseded' },
    { what: 'settled', attempt: superseded(stepOf('settle')), answer: 'superseded' },
    { what: 'being reverted', attempt: superseded(stepOf('abandon', inFlight)), desired: 5, answer: WAIT },
    { what: 'failing to be reverted', attempt: superseded(...abandons(2)), desired: 5, answer: ABANDON },
    { what: 'not to be reverted', attempt: superseded(...abandons(3)), desired: 5, answer: 'superseded' },
    { what: 'whose severe cause has passed', attempt: superseded(), desired: 5, answer: ABANDON },
  ])('that is $what: $answer', ({ answer: expected, ...given }) => {
    expect(answer({ diagnosis: diagnosisOf('none'), ...given })).toBe(expected);
  });
});

it.each([
  { what: 'a rollback', plan: aRollBackPlan(), answer: 'goes on' },
  { what: 'a breaker reset', plan: aResetBreakerPlan(), answer: 'superseded' },
])('$what while a zone fails: $answer', ({ plan, answer: expected }) => {
  expect(answer({ attempt: aPendingAttempt({ steps: [aStep({ plan })] }) })).toBe(expected);
});
