import type { Candidate } from '../model/diagnosis.ts';
import type { Assessed } from '../model/evidence.ts';
import type { Finding } from '../model/finding.ts';
import type { CauseModel, Indication } from './cause-model.ts';

/** A cause is a candidate, or ruled out for a reason. */
export type Judgement =
  | { readonly kind: 'candidate'; readonly candidate: Candidate }
  | { readonly kind: 'ruled-out'; readonly why: string };

/** Judges one cause by its own model, independently of every other cause. */
export const judgeCause = (model: CauseModel, assessed: Assessed): Judgement => {
  const sightings = model.indicates.map((indication) => sightingOf(indication, assessed));
  const found = sightings.flatMap(({ evidence }) => evidence);
  const evidence = model.order?.(found) ?? found;
  const objections = sightings.flatMap(({ objection }) => objection ?? []);
  const [first] = evidence;
  if (first === undefined) return { kind: 'ruled-out', why: joined(objections) || model.absent };
  const against = model.contradicts.filter(({ holds }) => holds(assessed, evidence)).map(({ when }) => when);
  if (against.length > 0) return { kind: 'ruled-out', why: joined(against) };
  const subject = model.isOfService ? undefined : first.subject;
  return {
    kind: 'candidate',
    candidate: {
      cause: model.cause,
      ...(subject !== undefined && { subject }),
      evidence: [...evidence, ...assessed.findings.filter(({ id }) => model.details?.includes(id))],
    },
  };
};

const joined = (texts: readonly string[]): string => [...new Set(texts)].join('; ');

interface Sighting {
  readonly evidence: readonly Finding[];
  /** The reason why the evidence does not count. */
  readonly objection?: string;
}

const sightingOf = ({ find, unless = [] }: Indication, assessed: Assessed): Sighting => {
  const evidence = find(assessed);
  if (evidence.length === 0) return { evidence };
  const objection = unless.find(({ holds }) => holds(assessed, evidence));
  return objection === undefined ? { evidence } : { evidence: [], objection: objection.when };
};
