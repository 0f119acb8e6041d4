// Contract layer: incidents, over memory and over DynamoDB.
import { handOver, resolve } from '#shared/domain/incident/transitions.ts';
import { LeaseLost, WriteConflict } from '#shared/domain/model/errors.ts';
import type { Attempt, Incident, StepOutcome } from '#shared/domain/model/incident.ts';
import { HOUR } from '#shared/domain/model/time.ts';
import { anAttempt, anIncident, aResetBreakerPlan, aStep } from '#tests/builders/an-incident.ts';
import { INCIDENT_ID, NOW } from '#tests/builders/constants.ts';
import { errorsOf, overEveryTable } from './every-table.ts';

const REFERENCE = { service: 'registry', incident: INCIDENT_ID, attempt: 1, step: 1, epoch: 3 };

const attemptWith = (outcome: StepOutcome, given: Partial<Attempt> = {}): Attempt =>
  anAttempt({ steps: [aStep({ plan: aResetBreakerPlan(), epoch: 3, outcome })], ...given });

const reserved = (given: Partial<Attempt> = {}) => attemptWith({ kind: 'reserved' }, given);

overEveryTable((given) => {
  const open = (incident: Incident = anIncident()) => given().incidents.open(incident);
  const read = (service = 'registry') => given().incidents.read(service);
  const { begin, end } = {
    begin: (reference = REFERENCE, at = NOW) => given().incidents.beginStep(reference, at),
    end: (reference = REFERENCE) => given().incidents.endStep(reference, { kind: 'done', at: NOW + 9 }),
  };
  const firstOutcome = async () => (await read()).incident?.attempts[0]?.steps[0]?.outcome;

  describe('opening', () => {
    it('the first incident of a service is opened as version 1', async () => {
      expect(await read()).toEqual({ incident: undefined, pastActions: [] });
      const { incident, opened } = await open();
      expect({ opened, version: incident.version }).toEqual({ opened: true, version: 1 });
      expect((await read()).incident).toEqual(incident);
    });

    it('an open incident is answered instead of opening a second one, in its service only', async () => {
      const { incident } = await open();
      expect(await open(anIncident({ id: 'second' }))).toEqual({ incident, opened: false });
      expect((await open(anIncident({ service: 'gateway' }))).opened).toBe(true);
    });

    it('one of four concurrent writers opens the incident, and the others are answered with it', async () => {
      const answers = await Promise.all(['a', 'b', 'c', 'd'].map((id) => open(anIncident({ id }))));
      expect(answers.filter(({ opened }) => opened)).toHaveLength(1);
      expect(new Set(answers.map(({ incident }) => incident.id)).size).toBe(1);
    });

    it.each(['resolved', 'escalated'] as const)(
      'an incident that is %s has a successor of higher version',
      async (status) => {
        const { incident } = await open();
        await given().incidents.save(
          status === 'resolved' ? resolve(incident, NOW) : handOver(incident, { reason: 'took-too-long' }),
        );
        expect(await open(anIncident({ id: 'next' }))).toMatchObject({
          opened: true,
          incident: { id: 'next', version: 3 },
        });
      },
    );
  });

  describe('past actions', () => {
    const pastActions = async () => (await read()).pastActions;

    it.each([
      { age: 6 * HOUR - 1, remembered: 1 },
      { age: 6 * HOUR, remembered: 0 },
      { age: 6 * HOUR + 1, remembered: 0 },
    ])('of an action $age ms before the next incident $remembered are remembered', async ({ age, remembered }) => {
      const at = NOW - age;
      const attempts = [attemptWith({ kind: 'done', at }, { startedAt: at })];
      await open(anIncident({ id: 'before', status: 'resolved', attempts }));
      await open();
      const action = { action: 'reset-breaker', at, target: 'backend', incident: 'before' };
      expect(await pastActions()).toEqual(Array(remembered).fill(action));
    });

    it('actions are remembered over several incidents and through every write', async () => {
      const attempts = [attemptWith({ kind: 'done', at: NOW })];
      for (const id of ['one', 'two']) await open(anIncident({ id, status: 'resolved', attempts }));
      const { incident } = await open(anIncident({ id: 'three', openedAt: NOW + HOUR }));
      await given().incidents.save(incident);
      expect((await pastActions()).map((action) => action.incident)).toEqual(['one', 'two']);
    });

    it.each([
      { attempt: 'never began', attempts: [reserved({ verdict: 'did-not-work', endedAt: NOW })] },
      { attempt: 'was refused', attempts: [attemptWith({ kind: 'refused', at: NOW, reason: 'facts-changed' })] },
    ])('an attempt that $attempt is no action', async ({ attempts }) => {
      await open(anIncident({ id: 'before', status: 'escalated', attempts }));
      await open();
      expect(await pastActions()).toEqual([]);
    });
  });

  describe('saving', () => {
    it('a save raises the version by one and answers the saved incident', async () => {
      const { incident } = await open();
      const saved = await given().incidents.save({ ...incident, healthyObservations: 2 });
      expect(saved).toEqual({ ...incident, healthyObservations: 2, version: 2 });
      expect((await read()).incident).toEqual(saved);
    });

    it('a save over an old version, of a superseded incident or of an unknown one is a conflict', async () => {
      const { save } = given().incidents;
      await expect(save(anIncident())).rejects.toThrow(WriteConflict);
      const { incident } = await open();
      const closed = await save(resolve(incident, NOW));
      await expect(save(incident)).rejects.toThrow(WriteConflict);
      const { version } = (await open(anIncident({ id: 'next' }))).incident;
      await expect(save({ ...closed, version })).rejects.toThrow(WriteConflict);
    });

    it('one of two concurrent saves is a conflict', async () => {
      const { incident } = await open();
      const saves = [given().incidents.save(incident), given().incidents.save(incident)];
      expect(await errorsOf(saves)).toEqual([expect.any(WriteConflict)]);
    });
  });

  describe('steps', () => {
    it('a reserved step begins once', async () => {
      await open(anIncident({ attempts: [reserved()] }));
      const begun = await begin(REFERENCE, NOW + 5);
      expect(await firstOutcome()).toEqual({ kind: 'begun', at: NOW + 5 });
      expect((await read()).incident).toEqual(begun);
      await expect(begin(REFERENCE, NOW + 6)).rejects.toThrow(LeaseLost);
    });

    it('a step begins for one of two concurrent executors', async () => {
      await open(anIncident({ attempts: [reserved()] }));
      expect(await errorsOf([begin(), begin()])).toEqual([expect.any(LeaseLost)]);
    });

    it.each([
      { epoch: 2 },
      { epoch: 4 },
      { incident: 'registry-20261123T090000Z' },
      { attempt: 0 },
      { attempt: 2 },
      { step: 0 },
      { step: 2 },
      { service: 'gateway' },
    ])('a reference that differs by %j neither begins nor ends the step', async (difference) => {
      await open(anIncident({ attempts: [reserved()] }));
      await expect(begin({ ...REFERENCE, ...difference })).rejects.toThrow(LeaseLost);
      await expect(end({ ...REFERENCE, ...difference })).rejects.toThrow(LeaseLost);
      expect(await firstOutcome()).toEqual({ kind: 'reserved' });
    });

    it.each(['worked', 'did-not-work'] as const)('a step of an attempt that %s cannot begin', async (verdict) => {
      await open(anIncident({ attempts: [reserved({ verdict, endedAt: NOW })] }));
      await expect(begin()).rejects.toThrow(LeaseLost);
      expect(await firstOutcome()).toEqual({ kind: 'reserved' });
    });

    it('a step ends with its outcome although another writer saves the incident meanwhile', async () => {
      await open(anIncident({ attempts: [reserved()] }));
      const begun = await begin();
      await errorsOf([end(), given().incidents.save({ ...begun, healthyObservations: 1 })]);
      expect(await firstOutcome()).toEqual({ kind: 'done', at: NOW + 9 });
    });
  });
});
