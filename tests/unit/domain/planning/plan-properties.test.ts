// Unit layer: properties of every plan that is decided on.
import fc from 'fast-check';
import { decide } from '#shared/domain/decide.ts';
import type { ServiceHistory } from '#shared/domain/model/evidence.ts';
import { itemsOf, valueIn } from '#shared/domain/model/part.ts';
import type { Plan } from '#shared/domain/model/plan.ts';
import { MINUTE } from '#shared/domain/model/time.ts';
import { anAttempt, anIncident, aStep, aStopTaskPlan } from '#tests/builders/an-incident.ts';
import { NOW } from '#tests/builders/constants.ts';
import { evidence } from '#tests/builders/given.ts';
import { numbersTo } from '#tests/builders/parts.ts';
import { ACTS } from '../any-evidence.ts';
import { forAll } from '../any-observation.ts';

const lastAttempt = ({ incident }: ServiceHistory) => incident?.attempts.at(-1);
const isFurther = (history: ServiceHistory): boolean => lastAttempt(history)?.verdict === 'pending';

/** Steps that undo changes of the medic are held by the switches alone; all others pass every gate. */
const isUndoing = ({ step }: Plan): boolean => step === 'settle' || step === 'abandon';
const UNDOING = ACTS.filter(({ plan }) => isUndoing(plan));
const CHANGING = ACTS.filter(({ plan }) => !isUndoing(plan));

it('the sample has plans of every step, and enough of them', () => {
  const steps = ['surge', 'retire', 'settle', 'abandon', 'stop-deployment', 'redeploy', 'half-open'];
  expect(new Set(ACTS.map(({ plan }) => plan.step))).toEqual(new Set(steps));
  expect(ACTS.length).toBeGreaterThan(200);
});

it('a plan needs a confidence of 0.6, and service and tasks read within the last minute', () => {
  for (const { observation, report } of CHANGING) {
    expect(report.confidence).toBeGreaterThanOrEqual(0.6);
    for (const part of [observation.ecs, observation.tasks])
      expect(part.state === 'observed' && NOW - part.at <= MINUTE).toBe(true);
  }
});

it('a step that undoes is a step of the pending attempt, with service, tasks and switches read', () => {
  for (const { observation, history, plan } of UNDOING) {
    expect(lastAttempt(history)).toMatchObject({ verdict: 'pending', target: plan.target });
    const { ecs, tasks, switches } = observation;
    expect([ecs, tasks, switches].every(({ state }) => state === 'observed')).toBe(true);
  }
});

it('no plan is carried out in mode observe, nor without approval in mode approve', () => {
  for (const { policy, history } of CHANGING)
    expect(policy.mode === 'auto' || (policy.mode === 'approve' && isFurther(history))).toBe(true);
});

it('a plan rests on a confirmed diagnosis or continues an attempt', () => {
  for (const { history, diagnosis } of ACTS) expect(diagnosis.confirmed || isFurther(history)).toBe(true);
});

it('a surge is for a running task with a finding, and never during a deployment', () => {
  for (const { observation, plan, report } of ACTS.filter((act) => act.plan.step === 'surge')) {
    expect(report.findings.some(({ subject }) => subject === plan.target)).toBe(true);
    expect(itemsOf(observation.tasks).some(({ id }) => id === plan.target)).toBe(true);
    const states = valueIn(observation.ecs)?.deployments.map(({ rolloutState }) => rolloutState);
    expect(states).toBeDefined();
    expect(states).not.toContain('IN_PROGRESS');
  }
});

it('no task is restarted to cure a dependency, a release or a breaker', () => {
  for (const { plan } of ACTS.filter((act) => act.plan.action === 'stop-task'))
    expect(['instance-grey', 'instance-unhealthy']).toContain(plan.cause);
});

it('a task is retired only while as many others serve as are desired', () => {
  const anyCondition = fc.constantFrom('serves', 'serves', 'serves', 'serves', 'hangs', 'fails', 'waits', 'starts');
  const decided = { retire: 0, wait: 0 };
  forAll(fc.integer({ min: 1, max: 5 }), fc.array(anyCondition, { maxLength: 8 }), (desiredCount, tasks) => {
    const numbersIn = (condition: string) => numbersTo(tasks.length).filter((n) => tasks[n - 1] === condition);
    const attempt = anAttempt({ steps: [aStep({ plan: aStopTaskPlan({ desiredCount }) })] });
    const { decision } = decide(
      evidence({
        desired: desiredCount + 1,
        tasks: ['serves', 'hangs', 'fails', 'waits'].flatMap(numbersIn),
        hung: numbersIn('hangs'),
        unhealthy: numbersIn('fails'),
        initial: numbersIn('waits'),
        starting: numbersIn('starts'),
        incident: anIncident({ attempts: [attempt] }),
      }),
    );
    const others = numbersIn('serves').filter((n) => n !== 1).length;
    const isRetired = decision.kind === 'act' && decision.plan.step === 'retire';
    const isPreempted = decision.kind === 'act' && decision.plan.step === 'abandon';
    expect(isRetired).toBe(others >= desiredCount && !isPreempted);
    decided[isRetired ? 'retire' : 'wait'] += 1;
  });
  expect(Math.min(decided.retire, decided.wait)).toBeGreaterThan(20);
});
