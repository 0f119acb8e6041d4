// Unit layer: what a report says about the causes that were considered beside the one that it names.
import { consideredIn } from '#shared/domain/diagnosis/considered.ts';
import type { Diagnosis } from '#shared/domain/model/diagnosis.ts';
import type { Considered } from '#shared/domain/model/health-report.ts';
import { aDiagnosis } from '#tests/builders/a-report.ts';
import { numbersTo } from '#tests/builders/parts.ts';
import { hungTask } from './diagnosis-of.ts';

const HUNG = { cause: 'instance-grey' as const, evidence: [] };
const LEAK = { cause: 'memory-leak' as const, evidence: [] };
const RIVAL = { cause: 'overload' as const, ruledOutBy: ['free CPU'] };
const NOTHING = { candidates: [], rivals: [], unexplained: [] };

it.each<{ what: string; diagnosis: Partial<Diagnosis>; considered: Partial<Considered> | undefined }>([
  { what: 'no cause', diagnosis: { cause: 'none' }, considered: undefined },
  { what: 'one cause alone', diagnosis: { candidates: [HUNG] }, considered: undefined },
  { what: 'another cause', diagnosis: { candidates: [HUNG, LEAK] }, considered: { candidates: ['memory-leak'] } },
  { what: 'a rival', diagnosis: { candidates: [HUNG], rivals: [RIVAL] }, considered: { rivals: [RIVAL] } },
  {
    what: 'a symptom without a cause',
    diagnosis: { candidates: [HUNG], unexplained: [hungTask(2)] },
    considered: { unexplained: ['task-2 hangs'] },
  },
])('$what: $considered', ({ diagnosis, considered }) => {
  const expected = considered && { ...NOTHING, ...considered };
  expect(consideredIn(aDiagnosis({ cause: 'instance-grey', ...diagnosis }))).toEqual(expected);
});

it.each([
  { symptoms: 4, quoted: 4 },
  { symptoms: 5, quoted: 5 },
  { symptoms: 6, quoted: 5 },
])('of $symptoms symptoms without a cause it quotes the first $quoted', ({ symptoms, quoted }) => {
  const unexplained = numbersTo(symptoms).map((number) => hungTask(number));
  expect(consideredIn(aDiagnosis({ unexplained }))?.unexplained).toEqual(
    numbersTo(quoted).map((number) => `task-${number} hangs`),
  );
});
