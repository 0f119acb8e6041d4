// Unit layer: which attempts may have acted, and which plans are further steps of one.
import { type Attempt, isFurtherStep, mayHaveActed, type StepOutcome } from '#shared/domain/model/incident.ts';
import { anAttempt, anIncident, aStep, aStopTaskPlan } from '#tests/builders/an-incident.ts';
import { OUTCOMES } from '../planning/in-short.ts';

type Kinds = readonly StepOutcome['kind'][];

it.each<{ what: string; verdict: Attempt['verdict']; outcomes: Kinds; acted: boolean }>([
  { what: 'without a step', verdict: 'pending', outcomes: [], acted: false },
  { what: 'in flight', verdict: 'pending', outcomes: ['reserved'], acted: true },
  { what: 'that ended before it began', verdict: 'did-not-work', outcomes: ['reserved'], acted: false },
  { what: 'that began and has no outcome', verdict: 'did-not-work', outcomes: ['begun'], acted: true },
  { what: 'that failed', verdict: 'did-not-work', outcomes: ['failed'], acted: true },
  { what: 'that was done', verdict: 'worked', outcomes: ['done'], acted: true },
  { what: 'that was refused', verdict: 'did-not-work', outcomes: ['refused'], acted: false },
  { what: 'that was refused twice', verdict: 'pending', outcomes: ['refused', 'refused'], acted: false },
  { what: 'that was refused in its second step', verdict: 'pending', outcomes: ['done', 'refused'], acted: true },
])('an attempt $what may have acted: $acted', ({ verdict, outcomes, acted }) => {
  const steps = outcomes.map((kind) => aStep({ outcome: OUTCOMES[kind] }));
  expect(mayHaveActed(anAttempt({ verdict, steps }))).toBe(acted);
});

it.each([
  { what: 'a pending attempt', attempt: anAttempt(), expected: true },
  { what: 'an attempt that has ended', attempt: anAttempt({ verdict: 'worked' }), expected: false },
  { what: 'an attempt on another task', attempt: anAttempt({ target: 'task-2' }), expected: false },
  { what: 'an attempt by another action', attempt: anAttempt({ action: 'roll-back' }), expected: false },
])('a plan is a further step of $what: $expected', ({ attempt, expected }) => {
  expect(isFurtherStep({ incident: anIncident({ attempts: [attempt] }), plan: aStopTaskPlan() })).toBe(expected);
});
