import type { Candidate } from '../model/diagnosis.ts';
import type { Assessed } from '../model/evidence.ts';
import type { Finding } from '../model/finding.ts';
import type { CauseModel } from './cause-model.ts';
import { isHarm } from './symptoms.ts';

/** A candidate with its model and the symptoms that it explains. */
export interface Explaining {
  readonly model: CauseModel;
  readonly candidate: Candidate;
  readonly explains: ReadonlySet<Finding>;
}

export const explainWith = (
  model: CauseModel,
  candidate: Candidate,
  { symptoms, assessed }: { readonly symptoms: readonly Finding[]; readonly assessed: Assessed },
): Explaining => ({
  model,
  candidate,
  explains: new Set(
    symptoms.filter((symptom) =>
      model.explains.some(
        ({ symptoms: ids, covers }) =>
          ids.includes(symptom.id) && (covers === undefined || covers(symptom, candidate, assessed)),
      ),
    ),
  ),
});

/**
 * Answers the smallest set of candidates that explains every symptom which any candidate explains. Of sets of the same size the first
 * in the order of precedence is chosen.
 * Source: J. A. Reggia and Y. Peng, "Modeling diagnostic reasoning: a summary of parsimonious covering theory" (1987).
 */
export const smallestExplanation = (candidates: readonly Explaining[]): readonly Explaining[] => {
  const goal = new Set(candidates.flatMap(({ explains }) => [...explains]));
  for (let size = 0; size < candidates.length; size += 1) {
    const set = setThatExplains(goal, candidates, size);
    if (set !== undefined) return set;
  }
  return candidates;
};

/** Searches the sets of one size in the order of precedence. */
const setThatExplains = (
  goal: ReadonlySet<Finding>,
  [first, ...others]: readonly Explaining[],
  size: number,
): readonly Explaining[] | undefined => {
  if (goal.size === 0) return [];
  if (first === undefined || size === 0) return undefined;
  const withFirst = setThatExplains(goal.difference(first.explains), others, size - 1);
  return withFirst === undefined ? setThatExplains(goal, others, size) : [first, ...withFirst];
};

/** The cause that explains harm to users comes first. A candidate without any symptom to explain stands for itself. */
export const chiefOf = (chosen: readonly Explaining[], candidates: readonly Explaining[]): Explaining | undefined =>
  chosen.find(({ explains }) => [...explains].some(isHarm)) ?? chosen[0] ?? candidates[0];

/** Answers the candidates that explain what only the chief explains, and that call for another treatment. */
export const rivalsOf = (
  chief: Explaining,
  chosen: readonly Explaining[],
  candidates: readonly Explaining[],
): readonly Explaining[] => {
  const others = new Set(chosen.filter((one) => one !== chief).flatMap(({ explains }) => [...explains]));
  const own = chief.explains.difference(others);
  return candidates.filter(
    (rival) =>
      !chosen.includes(rival) && own.size > 0 && own.isSubsetOf(rival.explains) && !haveCommonTreatment(chief, rival),
  );
};

const haveCommonTreatment = (one: Explaining, other: Explaining): boolean =>
  one.model.treatedBy.some((treatment) => other.model.treatedBy.includes(treatment));
