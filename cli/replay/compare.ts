import type { Diagnosis } from '#shared/domain/model/diagnosis.ts';
import type { Expectation } from './case-file.ts';

/** The compared part of a result. */
export interface Decided extends Pick<Diagnosis, 'cause' | 'evidence' | 'explained' | 'unexplained' | 'context'> {
  readonly decision: { readonly kind: string; readonly action?: string };
}

/** An expected property of the result, next to the actual one. The names are those that `medic replay --json` prints. */
export interface Comparison {
  readonly what: 'cause' | 'decision' | 'action' | 'evidence';
  readonly expected: readonly string[];
  readonly got: string;
  readonly asExpected: boolean;
}

/** The accepted values of each property; an empty list accepts everything. */
export type Accepted = Readonly<Record<Exclude<Comparison['what'], 'evidence'>, readonly string[]>>;

export const acceptedBy = ({ cause, causeAnyOf, decision }: Expectation): Accepted => ({
  cause: either(cause, causeAnyOf),
  decision: either(decision.kind, decision.kindAnyOf),
  action: either(decision.action, decision.actionAnyOf),
});

/** Compares a result with the expectations of its case. The action is compared only if one is taken. */
export const compare = (result: Decided, expect: Expectation): readonly Comparison[] => {
  const { cause, decision } = result;
  const accepted = acceptedBy(expect);
  return [
    ...comparison('cause', accepted.cause, cause),
    ...comparison('decision', accepted.decision, decision.kind),
    ...(decision.action === undefined ? [] : comparison('action', accepted.action, decision.action)),
    ...expect.evidence.map((text) => evidenceComparison(text, result)),
  ];
};

/** Evidence is named by a part of the id, the subject, the meaning or the message of a finding that the diagnosis shows. */
const evidenceComparison = (text: string, { evidence, explained, unexplained, context }: Decided): Comparison => {
  const findings = [...evidence, ...explained, ...unexplained, ...context];
  const asExpected = findings.some(({ id, subject = '', meaning = '', message }) =>
    [id, subject, meaning, message].some((part) => part.toLowerCase().includes(text.toLowerCase())),
  );
  return {
    what: 'evidence',
    expected: [text],
    got: asExpected ? text : findings.map(({ id }) => id).join(', '),
    asExpected,
  };
};

const either = (one: string | null | undefined, anyOf: readonly string[] = []): readonly string[] => [
  ...(one == null ? [] : [one]),
  ...anyOf,
];

const comparison = (what: Comparison['what'], expected: readonly string[], got: string): readonly Comparison[] =>
  expected.length === 0 ? [] : [{ what, expected, got, asExpected: expected.includes(got) }];

/** Returns the decided action if the case lists it as harmful, or accepts only decisions without an action. */
export const harmfulAction = ({ decision: { action } }: Decided, expect: Expectation): string | undefined => {
  if (action === undefined) return undefined;
  const { decision: kinds } = acceptedBy(expect);
  const acceptsNoAction = kinds.length > 0 && !kinds.includes('act');
  return acceptsNoAction || expect.harmful.includes(action) ? action : undefined;
};
