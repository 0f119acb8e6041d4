import type { Candidate, Diagnosis, Rival, RuledOut } from '../model/diagnosis.ts';
import type { Assessed } from '../model/evidence.ts';
import { type Finding, isConfirmed, kindOf } from '../model/finding.ts';
import { meaningOf } from '../model/message-meaning.ts';
import { RESTART_HELPS } from '../model/reasons.ts';
import { blockingDenials } from './access-denied.ts';
import { CAUSE_MODELS } from './causes/catalogue.ts';
import { findingsOf } from './clues.ts';
import { chiefOf, type Explaining, explainWith, rivalsOf, smallestExplanation } from './explain.ts';
import { impossibleReadings, rivalOfImpossible } from './impossible-readings.ts';
import { judgeCause } from './judge-cause.ts';
import { isHarm, symptomsIn } from './symptoms.ts';

/**
 * Names the cause that explains the symptoms. Every cause that is indicated and not contradicted is a candidate, and the smallest set of
 * candidates that explains the symptoms is chosen. Harm to users that no candidate explains makes the cause unknown.
 */
export const diagnose = (assessed: Assessed): Diagnosis => {
  const symptoms = [...symptomsIn(assessed), ...impossibleReadings(assessed)];
  const { candidates, ruledOut } = considerAll(assessed, symptoms);
  const chosen = smallestExplanation(candidates);
  const explained = new Set(candidates.flatMap(({ explains }) => [...explains]));
  const unexplained = symptoms.filter((symptom) => !explained.has(symptom));
  const context = assessed.findings.filter(({ id }) => kindOf(id) === 'context');
  const considered = { candidates: candidates.map(({ candidate }) => candidate), unexplained, context, ruledOut };
  const missing = missingData(assessed);
  if (missing.length > 0) return unknown(missing, considered);
  const chief = chiefOf(chosen, candidates);
  if (unexplained.some((symptom) => isOpen(symptom, chief))) return unknown(unexplained, considered);
  if (chief === undefined) return nothingWrong(considered);
  const rivals = [...rivalsOf(chief, chosen, candidates).map(toRival), ...rivalOfImpossible(assessed)];
  return named(chief, rivals, considered);
};

/** True when the cause leaves the question open why the symptom shows. */
const isOpen = (symptom: Finding, chief: Explaining | undefined): boolean =>
  chief === undefined || isHarm(symptom) || (isLeftAlone(chief) && symptom.id !== 'failure-unexplained');

/** True when ECS treats the cause, or nothing does. Such a cause hides no symptom that it does not explain but an unknown text. */
const isLeftAlone = ({ model: { treatedBy } }: Explaining): boolean =>
  treatedBy.some((treatment) => treatment === 'ecs' || treatment === 'none');

type Considered = Pick<Diagnosis, 'candidates' | 'unexplained' | 'context' | 'ruledOut'>;

const considerAll = (assessed: Assessed, symptoms: readonly Finding[]) => {
  const judged = CAUSE_MODELS.map((model) => ({ model, judgement: judgeCause(model, assessed) }));
  return {
    candidates: judged.flatMap(({ model, judgement }) =>
      judgement.kind === 'candidate' ? explainWith(model, judgement.candidate, { symptoms, assessed }) : [],
    ),
    ruledOut: judged.flatMap(({ model: { cause }, judgement }): readonly RuledOut[] =>
      judgement.kind === 'ruled-out' ? [{ cause, why: judgement.why }] : [],
    ),
  };
};

/** Without the service and its tasks nothing can be judged. Unreadable target groups alone leave other evidence. */
const missingData = (assessed: Assessed): readonly Finding[] => [
  ...findingsOf(assessed, 'essentials-unreadable').filter(({ subject }) => subject !== 'targetGroups'),
  ...blockingDenials(assessed),
];

const unknown = (evidence: readonly Finding[], considered: Considered): Diagnosis => ({
  cause: 'unknown',
  confirmed: evidence.some(isConfirmed),
  restartHelps: false,
  evidence,
  explained: [],
  rivals: [],
  ...considered,
});

const nothingWrong = (considered: Considered): Diagnosis => ({
  cause: 'none',
  confirmed: true,
  restartHelps: false,
  evidence: [],
  explained: [],
  rivals: [],
  ...considered,
});

const named = (chief: Explaining, rivals: readonly Rival[], considered: Considered): Diagnosis => {
  const { cause, evidence, ...rest }: Candidate = chief.candidate;
  return {
    cause,
    ...rest,
    confirmed: evidence.some(isConfirmed),
    restartHelps: RESTART_HELPS[cause] || evidence.some(({ meaning }) => meaning && meaningOf(meaning).restartHelps),
    evidence,
    explained: [...chief.explains],
    rivals,
    ...considered,
  };
};

const toRival = ({ candidate, model }: Explaining): Rival => ({
  cause: candidate.cause,
  ruledOutBy: [...model.contradicts, ...model.indicates.flatMap(({ unless = [] }) => unless)].map(({ when }) => when),
});
