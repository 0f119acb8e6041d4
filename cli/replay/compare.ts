import type { Expectation } from './case-file.ts';
import type { Replayed } from './replay-case.ts';

/** One thing that a case says should come out, beside what came out. */
export interface Comparison {
  readonly what: 'cause' | 'decision' | 'action';
  readonly expected: readonly string[];
  readonly got: string;
  readonly asExpected: boolean;
}

/** What a case accepts; nothing in a list is everything. */
export type Accepted = Readonly<Record<Comparison['what'], readonly string[]>>;

export const acceptedBy = ({ cause, causeAnyOf, decision }: Expectation): Accepted => ({
  cause: either(cause, causeAnyOf),
  decision: either(decision.kind, decision.kindAnyOf),
  action: either(decision.action, decision.actionAnyOf),
});

/** Holds a replay against what its case expects, as far as the case says. The action counts only where one is taken. */
export const compare = ({ cause, decision }: Replayed, expect: Expectation): readonly Comparison[] => {
  const accepted = acceptedBy(expect);
  return [
    ...comparison('cause', accepted.cause, cause),
    ...comparison('decision', accepted.decision, decision.kind),
    ...(decision.action === undefined ? [] : comparison('action', accepted.action, decision.action)),
  ];
};

const either = (one: string | null | undefined, anyOf: readonly string[] = []): readonly string[] => [
  ...(one == null ? [] : [one]),
  ...anyOf,
];

const comparison = (what: Comparison['what'], expected: readonly string[], got: string): readonly Comparison[] =>
  expected.length === 0 ? [] : [{ what, expected, got, asExpected: expected.includes(got) }];

/** The action that was decided, where the case names it as making things worse or accepts no action at all. */
export const harmDone = ({ decision: { action } }: Replayed, expect: Expectation): string | undefined => {
  if (action === undefined) return undefined;
  const { decision: kinds } = acceptedBy(expect);
  const isUnwanted = kinds.length > 0 && !kinds.includes('act');
  return isUnwanted || expect.harmful.includes(action) ? action : undefined;
};
