import type { Instant } from '#shared/domain/model/time.ts';

/** What became of one fault. */
export interface FaultOutcome {
  readonly fault: string;
  readonly details: Readonly<Record<string, string | number>>;
  /** When the recovery clock started; undefined for what needs no recovery. */
  readonly onsetAt: Instant | undefined;
  /** When the medic opened its first incident. */
  readonly detectedAt: Instant | undefined;
  /** When people were first told anything. */
  readonly toldAt: Instant | undefined;
  /** When users were well again and stayed so, by the world's own truth. */
  readonly curedAt: Instant | undefined;
  /** When the medic had proven it. */
  readonly verifiedAt: Instant | undefined;
  readonly causes: readonly string[];
  readonly actions: readonly string[];
  readonly alerts: readonly { readonly kind: string; readonly title: string }[];
  readonly requestsFailed: number;
  readonly requestsTotal: number;
  /** Incidents and executions that there were; always as many of one as of the other. */
  readonly incidents: number;
  readonly executions: number;
}

/** What must have happened for a fault to count as handled. */
export interface Expectation {
  /** The causes that may be named; none means that no incident may be opened. */
  readonly causes: readonly string[];
  /** The actions that must have been taken, each once. */
  readonly actions: readonly string[];
  readonly alerts: readonly string[];
  /** Whether users must be well in the end. */
  readonly cured: boolean;
  /** Whether people must be told before there is any harm. */
  readonly foretold?: boolean;
}

/** A named part of the expectation, with what was expected and what was found. */
export interface Shortfall {
  readonly what: string;
  readonly expected: string;
  readonly found: string;
}

/** Everything in which an outcome falls short of what must have happened. */
export const shortfallsOf = (outcome: FaultOutcome, expectation: Expectation): readonly Shortfall[] => [
  ...differs('causes', expectation.causes, outcome.causes),
  ...differs('actions', expectation.actions, outcome.actions),
  ...differs(
    'alerts',
    expectation.alerts,
    outcome.alerts.map(({ kind }) => kind),
  ),
  ...differs('executions for incidents', [String(outcome.incidents)], [String(outcome.executions)]),
  ...(expectation.cured && outcome.curedAt === undefined
    ? [{ what: 'users', expected: 'well again', found: 'not well' }]
    : []),
  ...(expectation.foretold && !wasForetold(outcome)
    ? [{ what: 'people', expected: 'told before the harm', found: 'told after it' }]
    : []),
];

const wasForetold = ({ toldAt, onsetAt }: FaultOutcome): boolean =>
  onsetAt === undefined || (toldAt !== undefined && toldAt < onsetAt);

/** What is there instead of what must be, if it is not the same. */
export const differs = (what: string, expected: readonly string[], found: readonly string[]): readonly Shortfall[] => {
  const [wanted, got] = [expected.join(', ') || 'none', found.join(', ') || 'none'];
  return wanted === got ? [] : [{ what, expected: wanted, found: got }];
};
