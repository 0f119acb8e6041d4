/** The end that a fault must come to: recovery, a hand-over to operators, or nothing at all for a harmless one. */
export type Resolution = 'recovers' | 'needs-operators' | 'needs-nothing';

/** The required result of a fault. */
export interface Expectation {
  readonly resolution: Resolution;
  /** Causes of the incidents; none means that no incident may be opened, `any` that the medic may open some. */
  readonly causes: readonly string[] | 'any';
  /** Actions, each taken once. */
  readonly actions: readonly string[];
  readonly alerts: readonly string[] | 'any';
  /** The alert must come before the first harm. */
  readonly alertsBeforeHarm?: boolean;
  /** Causes of the incidents that follow after the fault itself has been cleared. */
  readonly followUpCauses: readonly string[];
}

const NOTHING: Expectation = {
  resolution: 'needs-nothing',
  causes: [],
  actions: [],
  alerts: [],
  followUpCauses: [],
};

/** The medic must not act. It may alert operators, because users or tasks suffer from something that only operators can change. */
const NO_ACTION: Expectation = { ...NOTHING, causes: 'any', alerts: 'any' };

const recoversBy = (cause: string, action: string): Expectation => ({
  resolution: 'recovers',
  causes: [cause],
  actions: [action],
  alerts: ['resolved'],
  followUpCauses: [],
});

/** The medic alerts operators and takes no action; the fault ends by itself, or ECS replaces the tasks. */
const recoversAlone = (cause: string): Expectation => ({
  resolution: 'recovers',
  causes: [cause],
  actions: [],
  alerts: ['escalated', 'resolved'],
  followUpCauses: [],
});

const escalates = (cause: string): Expectation => ({
  resolution: 'needs-operators',
  causes: [cause],
  actions: [],
  alerts: ['escalated'],
  followUpCauses: [],
});

const EXPECTATIONS: Readonly<Record<string, Expectation>> = {
  'hung-task': recoversBy('instance-grey', 'stop-task'),
  'bad-release': recoversBy('bad-release', 'roll-back'),
  'stuck-breaker': recoversBy('breaker-stuck-open', 'reset-breaker'),
  // The breaker is still open once operators have restored the database.
  'database-down': { ...escalates('dependency-down'), followUpCauses: ['breaker-stuck-open'] },
  'traffic-surge': recoversAlone('overload'),
  'zone-failure': recoversAlone('az-impairment'),
  'memory-leak': { ...escalates('memory-leak'), alertsBeforeHarm: true },
  'noisy-neighbour': NOTHING,
  'healthy-rollout': NOTHING,
  'slow-start': NOTHING,
  'slow-rollout': NO_ACTION,
  'scale-in-after-release': NO_ACTION,
  'task-crash': NOTHING,
  'unhealthy-task': NOTHING,
};

/** Finds the expectation of a fault, or of the fault that its name is a variant of. Throws a RangeError if there is none. */
export const expectationOf = (fault: string): Expectation => {
  const name = Object.keys(EXPECTATIONS).find((known) => fault === known || fault.startsWith(`${known}-`));
  const expectation = name === undefined ? undefined : EXPECTATIONS[name];
  if (expectation === undefined)
    throw new RangeError(`fault ${fault} has no expectation; add one to sim/scenario/expectations.ts`);
  return expectation;
};
