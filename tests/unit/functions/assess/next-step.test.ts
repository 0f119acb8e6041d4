// Unit layer: what assess answers to the state machine.
import { actNext, waitNext } from '#functions/assess/next-step.ts';
import { anIncident } from '#tests/builders/an-incident.ts';

it.each([
  { requested: 0, waits: 1 },
  { requested: 1, waits: 1 },
  { requested: 4.2, waits: 5 },
  { requested: 299, waits: 299 },
  { requested: 300, waits: 300 },
  { requested: 301, waits: 300 },
])('a requested wait of $requested s becomes one of $waits s', ({ requested, waits }) => {
  expect(waitNext({ service: 'registry', incident: 'i' }, 'verifying', requested).waitSeconds).toBe(waits);
});

it('an action without a reserved step is an error', () => {
  expect(() => actNext(anIncident(), 'treat-cause')).toThrow('has no reserved step');
});
