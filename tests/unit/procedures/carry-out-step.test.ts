// Unit layer: the frame of every action, around an action that a test makes up, against the stores in memory.

import type { Services } from '#shared/ports/services.ts';
import { type Act, carryOutStep } from '#shared/procedures/carry-out-step.ts';
import { anIncident, aStopTaskPlan } from '#tests/builders/an-incident.ts';
import { INCIDENT_ID } from '#tests/builders/constants.ts';
import { incidentOf, rejecting, replacing, reserved, STEP } from '../functions/services-in-memory.ts';

/** A reserved stop-task step, and an action that only counts how often it acts. */
const setUp = async (plan = aStopTaskPlan()) => {
  const fake = await reserved(plan);
  let acted = 0;
  const count: Act<'stop-task'>['act'] = async () => {
    acted += 1;
    return undefined;
  };
  const run = (step: Partial<typeof STEP> = {}, act = count, services: Services = fake.services) =>
    carryOutStep(services)({ ...STEP, ...step }, { action: 'stop-task', act });
  const outcome = async () => (await incidentOf(fake))?.attempts[0]?.steps[0]?.outcome;
  return { ...fake, run, outcome, acted: () => acted };
};

it('a step is done once, however often it is asked for', async () => {
  const { run, acted } = await setUp();
  expect(await run()).toMatchObject({ kind: 'done', did: aStopTaskPlan().message });
  expect(await run()).toMatchObject({ kind: 'refused', reason: 'already-begun' });
  expect(acted()).toBe(1);
});

it.each([
  { what: 'the epoch is not that of the reservation', step: { epoch: 2 } },
  { what: 'the step is not the newest', step: { step: 2 } },
  { what: 'the incident has been replaced', step: { incident: 'registry-earlier' } },
])('a step is refused when $what', async ({ step }) => {
  const { run, acted } = await setUp();
  expect(await run(step)).toMatchObject({ kind: 'refused', reason: 'lease-lost' });
  expect(acted()).toBe(0);
});

it('the journal gets the outcome with the plan and its digest', async () => {
  const { run, done } = await setUp();
  await run();
  const detail = { attempt: 1, step: 1, epoch: 1, digest: 'd1', plan: aStopTaskPlan(), outcome: { kind: 'done' } };
  expect(done.journal).toMatchObject([{ kind: 'acted', incident: INCIDENT_ID, detail }]);
});

it('a reserved plan of another action is an error', async () => {
  const { services } = await setUp();
  let acted = false;
  const act = async () => {
    acted = true;
    return undefined;
  };
  const rolling = carryOutStep(services)(STEP, { action: 'roll-back', act });
  await expect(rolling).rejects.toThrow('The step reserved is a stop-task');
  expect(acted).toBe(false);
});

it('an incident without the step that began is an error', async () => {
  const { run, services, acted } = await setUp();
  const broken = replacing({ services }, 'incidents', { beginStep: async () => anIncident() });
  await expect(run({}, undefined, broken)).rejects.toThrow('has no step 1 in attempt 1');
  expect(acted()).toBe(0);
});

it('an error of the store is passed on as it is', async () => {
  const { run, services } = await setUp();
  const broken = replacing({ services }, 'incidents', { beginStep: rejecting(new Error('table gone')) });
  await expect(run({}, undefined, broken)).rejects.toThrow('table gone');
});

it('a rejection that is no error is recorded as a failure with its text', async () => {
  const { run, outcome } = await setUp();
  await expect(run({}, rejecting('no words'))).rejects.toBe('no words');
  expect(await outcome()).toMatchObject({ kind: 'failed', error: 'no words' });
});
