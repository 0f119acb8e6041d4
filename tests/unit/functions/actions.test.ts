// Unit layer: the action functions, each with one reserved step, against a stateful outside and the stores in memory.
import { resetBreaker } from '#functions/reset-breaker/reset-breaker.ts';
import { rollBack } from '#functions/roll-back/roll-back.ts';
import { stopTask } from '#functions/stop-task/stop-task.ts';
import type { BreakerRecord } from '#shared/domain/model/breaker.ts';
import { WriteConflict } from '#shared/domain/model/errors.ts';
import { missing, observed } from '#shared/domain/model/part.ts';
import type { Plan, StopTaskPlan } from '#shared/domain/model/plan.ts';
import {
  anAttempt,
  anIncident,
  aResetBreakerPlan,
  aRollBackPlan,
  aStep,
  aStopTaskPlan,
} from '#tests/builders/an-incident.ts';
import { INCIDENT_ID, NOW, OLDER_REVISION, REVISION } from '#tests/builders/constants.ts';
import { type FakeServices, fakeServices } from '#tests/builders/fake-services.ts';
import { aService, aTarget, aTargetGroup, aTask } from '#tests/builders/parts.ts';

const STEP = { service: 'registry', incident: INCIDENT_ID, attempt: 1, step: 1, epoch: 1 };

const reserved = async (plan: Plan, given: Parameters<typeof fakeServices>[0] = {}): Promise<FakeServices> => {
  const fake = fakeServices(given);
  const step = aStep({ plan, outcome: { kind: 'reserved' } });
  await fake.stores.incidents.open(anIncident({ attempts: [anAttempt({ steps: [step] })] }));
  return fake;
};

const outcomeIn = async ({ stores }: FakeServices) =>
  (await stores.incidents.read('registry')).incident?.attempts[0]?.steps[0]?.outcome;

/** What was changed, as opposed to read. */
const changes = ({ done }: FakeServices) => done.calls.filter((call) => call.includes(' '));

const wanted = (desiredCount: number) => ({ ecs: observed(NOW, aService({ desiredCount })) });
const unreadable = { ecs: missing('throttled', 'too many requests') };

describe('stop-task, surge', () => {
  it.each([
    { desired: 3, result: { kind: 'refused', reason: 'facts-changed' }, did: [] },
    { desired: 4, result: { kind: 'done' }, did: ['desired 5'] },
    { desired: 5, result: { kind: 'refused', reason: 'facts-changed' }, did: [] },
  ])('planned for 4 wanted tasks, finds $desired and is $result.kind', async ({ desired, result, did }) => {
    const fake = await reserved(aStopTaskPlan(), wanted(desired));
    expect(await stopTask(fake.services)(STEP)).toMatchObject(result);
    expect(changes(fake)).toEqual(did);
    expect(await outcomeIn(fake)).toMatchObject(result);
  });

  it('is refused when the service cannot be read', async () => {
    const fake = await reserved(aStopTaskPlan(), unreadable);
    expect(await stopTask(fake.services)(STEP)).toMatchObject({ kind: 'refused', reason: 'capacity-unknown' });
  });
});

describe('stop-task, retire', () => {
  const retire = (given: Partial<StopTaskPlan> = {}) =>
    aStopTaskPlan({ step: 'retire', keep: ['task-2', 'task-3', 'task-4', 'task-5'], ...given });
  const running = (numbers: readonly number[], healthy: readonly number[]) => ({
    ...wanted(5),
    tasks: observed(
      NOW,
      numbers.map((number) => aTask(number)),
    ),
    targetGroups: observed(NOW, aTargetGroup({ targets: healthy.map((number) => aTarget(number)) })),
  });

  it('protects the good tasks, then asks for one less', async () => {
    const fake = await reserved(retire(), running([1, 2, 3, 4, 5], [1, 2, 3, 4, 5]));
    expect(await stopTask(fake.services)(STEP)).toMatchObject({ kind: 'done' });
    expect(changes(fake)).toEqual(['protect task-2 task-3 task-4 task-5 for 5 min', 'desired 4']);
  });

  it.each([
    { healthy: [2, 3, 4], reason: 'capacity-floor' },
    { healthy: [1, 2, 3, 4], reason: 'capacity-floor' },
    { healthy: [1], reason: 'last-healthy-task' },
    { healthy: [], reason: 'last-healthy-task' },
    { healthy: [2, 3, 4, 6], reason: 'facts-changed' },
  ])('with 4 wanted and only tasks $healthy healthy is refused: $reason', async ({ healthy, reason }) => {
    const fake = await reserved(retire(), running([1, 2, 3, 4, 5, 6], healthy));
    expect(await stopTask(fake.services)(STEP)).toMatchObject({ kind: 'refused', reason });
    expect(changes(fake)).toEqual([]);
  });

  it('of the only task of a service waits for its replacement to be healthy', async () => {
    const plan = retire({ desiredCount: 1, keep: ['task-2'] });
    const alone = { ...running([1, 2], [1]), ...wanted(2) };
    expect(await stopTask((await reserved(plan, alone)).services)(STEP)).toMatchObject({ reason: 'last-healthy-task' });
    const replaced = { ...running([1, 2], [1, 2]), ...wanted(2) };
    expect(await stopTask((await reserved(plan, replaced)).services)(STEP)).toMatchObject({ kind: 'done' });
  });

  it.each([
    {
      what: 'the wanted count was changed meanwhile',
      given: { ...running([1, 2, 3, 4, 5], [1, 2, 3, 4, 5]), ...wanted(6) },
      reason: 'facts-changed',
    },
    {
      what: 'a task to keep fails its own check',
      given: {
        ...running([2, 3, 4], [2, 3, 4, 5]),
        tasks: observed(
          NOW,
          [2, 3, 4, 5].map((n) => aTask(n, n === 5 ? { healthStatus: 'UNHEALTHY' } : {})),
        ),
      },
      reason: 'capacity-floor',
    },
    { what: 'the service cannot be read', given: unreadable, reason: 'capacity-unknown' },
    {
      what: 'the tasks cannot be listed',
      given: { ...wanted(5), tasks: missing('throttled', '') },
      reason: 'capacity-unknown',
    },
    {
      what: 'the load balancer cannot be asked',
      given: { ...wanted(5), targetGroups: missing('access-denied', '') },
      reason: 'capacity-unknown',
    },
  ])('is refused when $what', async ({ given, reason }) => {
    const fake = await reserved(retire(), given);
    expect(await stopTask(fake.services)(STEP)).toMatchObject({ kind: 'refused', reason });
    expect(changes(fake)).toEqual([]);
  });

  it('that names nobody to keep is an error, and is written down as one', async () => {
    const fake = await reserved(retire({ keep: [] }), running([1, 2, 3, 4, 5], [1, 2, 3, 4, 5]));
    await expect(stopTask(fake.services)(STEP)).rejects.toMatchObject({ name: 'TargetMissing' });
    expect(await outcomeIn(fake)).toMatchObject({ kind: 'failed', error: expect.stringContaining('TargetMissing') });
    expect(changes(fake)).toEqual([]);
  });
});

describe('stop-task, afterwards', () => {
  it('lifts the protection of those that are still there', async () => {
    const fake = await reserved(aStopTaskPlan({ step: 'settle', keep: ['task-2', 'task-9'] }));
    expect(await stopTask(fake.services)(STEP)).toMatchObject({ kind: 'done' });
    expect(changes(fake)).toEqual(['unprotect task-2']);
  });

  it('has nothing to lift when none of them is there', async () => {
    const fake = await reserved(aStopTaskPlan({ step: 'settle', keep: ['task-9'] }));
    expect(await stopTask(fake.services)(STEP)).toMatchObject({ kind: 'done' });
    expect(changes(fake)).toEqual([]);
  });

  it.each([
    { desired: 4, result: { kind: 'refused', reason: 'facts-changed' }, did: [] },
    { desired: 5, result: { kind: 'done' }, did: ['desired 4'] },
    { desired: 6, result: { kind: 'refused', reason: 'facts-changed' }, did: [] },
  ])(
    'abandons an extra task only while $desired are wanted as the medic left it: $result.kind',
    async ({ desired, result, did }) => {
      const fake = await reserved(aStopTaskPlan({ step: 'abandon' }), wanted(desired));
      expect(await stopTask(fake.services)(STEP)).toMatchObject(result);
      expect(changes(fake)).toEqual(did);
    },
  );

  it.each(['settle', 'abandon'] as const)('%s is refused when the service cannot be read', async (step) => {
    const fake = await reserved(aStopTaskPlan({ step, keep: ['task-2'] }), unreadable);
    expect(await stopTask(fake.services)(STEP)).toMatchObject({ kind: 'refused', reason: 'capacity-unknown' });
  });
});

describe('roll-back', () => {
  const onBad = { ecs: observed(NOW, aService({ taskDefinition: REVISION })) };

  it.each([
    { plan: aRollBackPlan(), did: ['deploy mlflow-registry:41'] },
    {
      plan: aRollBackPlan({ step: 'stop-deployment', target: 'arn:deployment/1' }),
      did: ['stop deployment arn:deployment/1'],
    },
  ])('$plan.step goes back', async ({ plan, did }) => {
    const fake = await reserved(plan, onBad);
    expect(await rollBack(fake.services)(STEP)).toMatchObject({ kind: 'done', did: plan.message });
    expect(changes(fake)).toEqual(did);
  });

  it.each([
    {
      what: 'the service is on another revision by now',
      given: { ecs: observed(NOW, aService({ taskDefinition: OLDER_REVISION })) },
    },
    { what: 'the service cannot be read', given: unreadable },
  ])('is refused when $what', async ({ given }) => {
    const fake = await reserved(aRollBackPlan(), given);
    expect(await rollBack(fake.services)(STEP)).toMatchObject({ kind: 'refused', reason: 'facts-changed' });
    expect(changes(fake)).toEqual([]);
  });

  it('without a target is an error', async () => {
    const fake = await reserved(aRollBackPlan({ target: '' }), onBad);
    await expect(rollBack(fake.services)(STEP)).rejects.toMatchObject({ name: 'TargetMissing' });
    expect(changes(fake)).toEqual([]);
  });
});

describe('reset-breaker', () => {
  /** A breaker at the version given, opened a minute ago. */
  const withBreaker = async (version: number, given: Partial<BreakerRecord> = {}) => {
    const fake = await reserved(aResetBreakerPlan());
    for (let at = 1; at <= version; at += 1) {
      await fake.stores.breakers.write(
        'registry',
        { name: 'backend', state: 'open', openedAt: NOW - 60_000, failedResets: 0, version: at, ...given },
        at - 1,
      );
    }
    return fake;
  };
  const breakerIn = async ({ stores }: FakeServices) => (await stores.breakers.readAll('registry'))[0];

  it('sets an open breaker half-open, at the foot of its ramp', async () => {
    const fake = await withBreaker(7);
    expect(await resetBreaker(fake.services)(STEP)).toMatchObject({ kind: 'done' });
    expect(await breakerIn(fake)).toMatchObject({ state: 'half-open', version: 8, ramp: { percent: 1 } });
  });

  it.each([
    { what: 'somebody changed it', version: 8, given: {} },
    { what: 'a person forced it open', version: 7, given: { state: 'forced-open' } },
    { what: 'it is closed', version: 7, given: { state: 'closed' } },
    { what: 'it is not there', version: 0, given: {} },
  ] as const)('is refused when $what', async ({ version, given }) => {
    const fake = await withBreaker(version, given);
    expect(await resetBreaker(fake.services)(STEP)).toMatchObject({ kind: 'refused', reason: 'facts-changed' });
  });

  it.each([{ error: new WriteConflict('busy'), result: { kind: 'refused', reason: 'facts-changed' } }])(
    'that is overtaken at the last moment is refused',
    async ({ error, result }) => {
      const fake = await withBreaker(7);
      const breakers = { ...fake.services.breakers, write: () => Promise.reject(error) };
      expect(await resetBreaker({ ...fake.services, breakers })(STEP)).toMatchObject(result);
    },
  );

  it('that cannot write fails with the error as it came', async () => {
    const fake = await withBreaker(7);
    const breakers = { ...fake.services.breakers, write: () => Promise.reject(new TypeError('broken')) };
    await expect(resetBreaker({ ...fake.services, breakers })(STEP)).rejects.toThrow(TypeError);
    expect(await outcomeIn(fake)).toMatchObject({ kind: 'failed', error: 'TypeError: broken' });
  });
});

describe('the frame of every action', () => {
  it('does a step once, however often it is asked to', async () => {
    const fake = await reserved(aStopTaskPlan());
    await stopTask(fake.services)(STEP);
    expect(await stopTask(fake.services)(STEP)).toMatchObject({ kind: 'refused', reason: 'already-begun' });
    expect(changes(fake)).toEqual(['desired 5']);
  });

  it.each([
    { what: 'the epoch is an older one', step: { epoch: 2 } },
    { what: 'the step is not the newest', step: { step: 2 } },
    { what: 'the incident is over', step: { incident: 'registry-earlier' } },
  ])('does nothing when $what', async ({ step }) => {
    const fake = await reserved(aStopTaskPlan());
    expect(await stopTask(fake.services)({ ...STEP, ...step })).toMatchObject({
      kind: 'refused',
      reason: 'lease-lost',
    });
    expect(changes(fake)).toEqual([]);
  });

  it('writes what was done into the journal, with the plan and its digest', async () => {
    const fake = await reserved(aStopTaskPlan());
    await stopTask(fake.services)(STEP);
    expect(fake.done.journal).toMatchObject([
      {
        kind: 'acted',
        incident: INCIDENT_ID,
        detail: { attempt: 1, step: 1, epoch: 1, digest: 'd1', outcome: { kind: 'done' } },
      },
    ]);
  });

  it('refuses the plan of another action', async () => {
    const fake = await reserved(aStopTaskPlan());
    await expect(rollBack(fake.services)(STEP)).rejects.toThrow('The step reserved is a stop-task');
    expect(changes(fake)).toEqual([]);
  });

  it('leaves an error of the store as it is', async () => {
    const fake = await reserved(aStopTaskPlan());
    const incidents = { ...fake.services.incidents, beginStep: () => Promise.reject(new Error('table gone')) };
    await expect(stopTask({ ...fake.services, incidents })(STEP)).rejects.toThrow('table gone');
  });

  it('takes down as failed what failed in no known way', async () => {
    const fake = await reserved(aStopTaskPlan());
    const capacity = { setDesiredCount: () => Promise.reject('no words') };
    await expect(stopTask({ ...fake.services, capacity })(STEP)).rejects.toBe('no words');
    expect(await outcomeIn(fake)).toMatchObject({ kind: 'failed', error: 'no words' });
  });
});
