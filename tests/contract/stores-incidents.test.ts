// Contract layer: the incident store over memory and over DynamoDB.
import { handOver, resolve } from '#shared/domain/incident/transitions.ts';
import { LeaseLost, WriteConflict } from '#shared/domain/model/errors.ts';
import { HOUR } from '#shared/domain/model/time.ts';
import { anAttempt, anIncident, aStep, aStepReference, NOON, overEveryTable } from './stores-harness.ts';

overEveryTable((given) => {
  const openWithStep = (step = aStep()) =>
    given().incidents.open(anIncident({ attempts: [anAttempt({ steps: [step] })] }));

  describe('opening an incident', () => {
    it('finds nothing before the first one', async () => {
      expect(await given().incidents.read('registry')).toEqual({ incident: undefined, pastActions: [] });
    });

    it('opens the first one, as version 1', async () => {
      const { incident, opened } = await given().incidents.open(anIncident());
      expect({ opened, version: incident.version }).toEqual({ opened: true, version: 1 });
      expect((await given().incidents.read('registry')).incident).toEqual(incident);
    });

    it('answers the one that is open already, and leaves it as it is', async () => {
      const first = await given().incidents.open(anIncident());
      const second = await given().incidents.open(anIncident({ id: 'registry-20261123T120100Z' }));
      expect(second).toEqual({ incident: first.incident, opened: false });
    });

    it('lets one of many that try at the same moment open it, and tells the others which', async () => {
      const ids = ['a', 'b', 'c', 'd'];
      const answers = await Promise.all(ids.map((id) => given().incidents.open(anIncident({ id }))));
      expect(answers.filter(({ opened }) => opened)).toHaveLength(1);
      expect(new Set(answers.map(({ incident }) => incident.id)).size).toBe(1);
    });

    it.each(['resolved', 'escalated'] as const)(
      'opens a successor to one that is %s, under a higher version',
      async (status) => {
        const { incident } = await given().incidents.open(anIncident());
        await given().incidents.save(
          status === 'resolved' ? resolve(incident, NOON) : handOver(incident, { reason: 'took-too-long' }),
        );
        const successor = await given().incidents.open(anIncident({ id: 'next' }));
        expect(successor).toMatchObject({ opened: true, incident: { id: 'next', version: 3 } });
      },
    );

    it('keeps services apart', async () => {
      await given().incidents.open(anIncident());
      expect((await given().incidents.open(anIncident({ service: 'gateway' }))).opened).toBe(true);
    });
  });

  describe('what the budget remembers', () => {
    it.each([
      { age: 'just under six hours', startedAt: NOON - 6 * HOUR + 1, remembered: 1 },
      { age: 'six hours', startedAt: NOON - 6 * HOUR, remembered: 0 },
      { age: 'over six hours', startedAt: NOON - 6 * HOUR - 1, remembered: 0 },
    ])('an attempt that is $age old is remembered $remembered times', async ({ startedAt, remembered }) => {
      const attempts = [anAttempt({ startedAt, steps: [aStep({ outcome: { kind: 'done', at: startedAt } })] })];
      await given().incidents.open(anIncident({ id: 'before', status: 'resolved', attempts }));
      await given().incidents.open(anIncident());
      const { pastActions } = await given().incidents.read('registry');
      const action = { action: 'reset-breaker', at: startedAt, target: 'backend', incident: 'before' };
      expect(pastActions).toEqual(Array.from({ length: remembered }, () => action));
    });

    it('carries actions over several incidents and through every write', async () => {
      const acted = [aStep({ outcome: { kind: 'done', at: NOON } })];
      const attempts = [anAttempt({ steps: acted })];
      await given().incidents.open(anIncident({ id: 'one', status: 'resolved', attempts }));
      await given().incidents.open(anIncident({ id: 'two', status: 'resolved', attempts }));
      const { incident } = await given().incidents.open(anIncident({ id: 'three', openedAt: NOON + HOUR }));
      await given().incidents.save(incident);
      const { pastActions } = await given().incidents.read('registry');
      expect(pastActions.map((action) => action.incident)).toEqual(['one', 'two']);
    });

    it('forgets an attempt that ended before anybody began it', async () => {
      const attempts = [anAttempt({ verdict: 'did-not-work', endedAt: NOON })];
      await given().incidents.open(anIncident({ id: 'before', status: 'escalated', attempts }));
      await given().incidents.open(anIncident());
      expect((await given().incidents.read('registry')).pastActions).toEqual([]);
    });

    it('forgets an attempt whose steps were all refused, for it changed nothing', async () => {
      const refused = aStep({ outcome: { kind: 'refused', at: NOON, reason: 'facts-changed' } });
      await given().incidents.open(
        anIncident({ id: 'before', status: 'resolved', attempts: [anAttempt({ steps: [refused] })] }),
      );
      await given().incidents.open(anIncident());
      expect((await given().incidents.read('registry')).pastActions).toEqual([]);
    });
  });

  describe('saving an incident', () => {
    it('raises the version by one and answers what it wrote', async () => {
      const { incident } = await given().incidents.open(anIncident());
      const saved = await given().incidents.save({ ...incident, healthyObservations: 2 });
      expect(saved).toEqual({ ...incident, healthyObservations: 2, version: 2 });
      expect((await given().incidents.read('registry')).incident).toEqual(saved);
    });

    it('refuses a version that somebody else has written over', async () => {
      const { incident } = await given().incidents.open(anIncident());
      await given().incidents.save(incident);
      await expect(given().incidents.save(incident)).rejects.toThrow(WriteConflict);
    });

    it('refuses an incident that is no longer the current one', async () => {
      const { incident } = await given().incidents.open(anIncident());
      const closed = await given().incidents.save(resolve(incident, NOON));
      const successor = await given().incidents.open(anIncident({ id: 'next' }));
      const late = { ...closed, version: successor.incident.version };
      await expect(given().incidents.save(late)).rejects.toThrow(WriteConflict);
    });

    it('refuses an incident that was never opened', async () => {
      await expect(given().incidents.save(anIncident())).rejects.toThrow(WriteConflict);
    });

    it('lets one of two savers at the same moment through', async () => {
      const { incident } = await given().incidents.open(anIncident());
      const results = await Promise.allSettled([given().incidents.save(incident), given().incidents.save(incident)]);
      expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    });
  });

  describe('a step', () => {
    it('begins once', async () => {
      await openWithStep();
      const begun = await given().incidents.beginStep(aStepReference(), NOON + 5);
      expect(begun.attempts[0]?.steps[0]?.outcome).toEqual({ kind: 'begun', at: NOON + 5 });
      expect((await given().incidents.read('registry')).incident).toEqual(begun);
      await expect(given().incidents.beginStep(aStepReference(), NOON + 6)).rejects.toThrow(LeaseLost);
    });

    it('begins for one of two executors that start it at the same moment', async () => {
      await openWithStep();
      const results = await Promise.allSettled([1, 2].map(() => given().incidents.beginStep(aStepReference(), NOON)));
      const lost = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
      expect(lost).toEqual([expect.any(LeaseLost)]);
    });

    it.each([
      { which: 'of an older epoch', reference: { epoch: 2 } },
      { which: 'of a newer epoch', reference: { epoch: 4 } },
      { which: 'of another incident', reference: { incident: 'registry-20261123T110000Z' } },
      { which: 'of an earlier attempt', reference: { attempt: 0 } },
      { which: 'of a later attempt', reference: { attempt: 2 } },
      { which: 'before the newest', reference: { step: 0 } },
      { which: 'after the newest', reference: { step: 2 } },
      { which: 'of a service without incident', reference: { service: 'gateway' } },
    ])('$which neither begins nor ends', async ({ reference }) => {
      await openWithStep();
      const other = aStepReference(reference);
      await expect(given().incidents.beginStep(other, NOON)).rejects.toThrow(LeaseLost);
      await expect(given().incidents.endStep(other, { kind: 'done', at: NOON })).rejects.toThrow(LeaseLost);
    });

    it.each(['worked', 'did-not-work'] as const)(
      'of an attempt that was judged before anybody began it can no longer begin: it %s',
      async (verdict) => {
        await given().incidents.open(anIncident({ attempts: [anAttempt({ verdict, endedAt: NOON })] }));
        await expect(given().incidents.beginStep(aStepReference(), NOON + 1)).rejects.toThrow(LeaseLost);
        const { incident } = await given().incidents.read('registry');
        expect(incident?.attempts[0]?.steps[0]?.outcome).toEqual({ kind: 'reserved' });
      },
    );

    it('ends with its outcome, whoever else wrote the incident in the meantime', async () => {
      await openWithStep();
      const begun = await given().incidents.beginStep(aStepReference(), NOON);
      const [ended] = await Promise.all([
        given().incidents.endStep(aStepReference(), { kind: 'done', at: NOON + 9 }),
        given()
          .incidents.save({ ...begun, healthyObservations: 1 })
          .catch(() => undefined),
      ]);
      expect(ended.attempts[0]?.steps[0]?.outcome).toEqual({ kind: 'done', at: NOON + 9 });
    });
  });
});
