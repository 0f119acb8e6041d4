// Unit layer: what assess tells the state machine.
import { actNext, waitNext } from '#functions/assess/next-step.ts';
import { anIncident } from '#tests/builders/an-incident.ts';

it.each([
  { asked: 0, waits: 1 },
  { asked: 1, waits: 1 },
  { asked: 4.2, waits: 5 },
  { asked: 299, waits: 299 },
  { asked: 300, waits: 300 },
  { asked: 301, waits: 300 },
])('a wait of $asked s becomes one of $waits s', ({ asked, waits }) => {
  expect(waitNext({ service: 'registry', incident: 'i' }, 'verifying', asked).waitSeconds).toBe(waits);
});

it('an action without a reserved step is an error', () => {
  expect(() => actNext(anIncident(), 'treat-cause')).toThrow('has no reserved step');
});
