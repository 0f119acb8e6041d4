// Unit layer: what a report says about the causes that were considered beside the one that it names.
import { consideredIn } from '#shared/domain/diagnosis/considered.ts';
import type { Diagnosis } from '#shared/domain/model/diagnosis.ts';
import type { Considered } from '#shared/domain/model/health-report.ts';
import { aDiagnosis } from '#tests/builders/a-report.ts';
import { numbersTo } from '#tests/builders/parts.ts';
import { hungTask } from './diagnosis-of.ts';

const HUNG = { cause: 'instance-grey' as const, evidence: [] };
const LEAK = { cause: 'memory-leak' as const, evidence: [] };
const LOAD = { cause: 'overload' as const, evidence: [] };
const RIVAL = { cause: 'overload' as const, ruledOutBy: ['free CPU'] };
const NOTHING = { candidates: [], rivals: [], unexplained: [] };

it.each<{ what: string; diagnosis: Partial<Diagnosis>; considered: Partial<Considered> | undefined }>([
  { what: 'a healthy service', diagnosis: { cause: 'none' }, considered: undefined },
  { what: 'one cause alone', diagnosis: { candidates: [HUNG] }, considered: undefined },
  { what: 'one of two causes', diagnosis: { candidates: [HUNG, LEAK] }, considered: { candidates: ['memory-leak'] } },
  { what: 'a cause with a rival', diagnosis: { candidates: [HUNG], rivals: [RIVAL] }, considered: { rivals: [RIVAL] } },
  {
    what: 'one cause beside a symptom that it does not explain',
    diagnosis: { candidates: [HUNG], unexplained: [hungTask(2)] },
    considered: { unexplained: ['task-2 hangs'] },
  },
  {
    what: 'one of two causes, the other of which is its rival',
    diagnosis: { candidates: [HUNG, LOAD], rivals: [RIVAL] },
    considered: { candidates: ['overload'], rivals: [RIVAL] },
  },
  {
    what: 'one of two causes beside a symptom that neither explains',
    diagnosis: { candidates: [HUNG, LEAK], unexplained: [hungTask(2)] },
    considered: { candidates: ['memory-leak'], unexplained: ['task-2 hangs'] },
  },
])('a report about $what considers $considered', ({ diagnosis, considered }) => {
  const expected = considered && { ...NOTHING, ...considered };
  expect(consideredIn(aDiagnosis({ cause: 'instance-grey', ...diagnosis }))).toEqual(expected);
});

it.each([
  { symptoms: 4, quoted: 4 },
  { symptoms: 5, quoted: 5 },
  { symptoms: 6, quoted: 5 },
])('of $symptoms symptoms without a cause a report quotes the first $quoted', ({ symptoms, quoted }) => {
  const unexplained = numbersTo(symptoms).map((number) => hungTask(number));
  expect(consideredIn(aDiagnosis({ unexplained }))?.unexplained).toEqual(
    numbersTo(quoted).map((number) => `task-${number} hangs`),
  );
});
