import type { Diagnosis } from '../model/diagnosis.ts';
import type { Considered } from '../model/health-report.ts';

/** A report is stored and sent, so it quotes no more unexplained symptoms than this. */
const MAX_QUOTED = 5;

/** Answers what a report says about the other causes; undefined where there is nothing to say. */
export const consideredIn = ({ cause, candidates, rivals, unexplained }: Diagnosis): Considered | undefined => {
  const others = candidates.map((candidate) => candidate.cause).filter((other) => other !== cause);
  if (others.length + rivals.length + unexplained.length === 0) return undefined;
  return {
    candidates: others,
    rivals,
    unexplained: unexplained.slice(0, MAX_QUOTED).map(({ message }) => message),
  };
};
