import type { Assessed } from '../../model/evidence.ts';
import { earliest, STUCK_BREAKER_FINDINGS } from '../../model/finding.ts';
import { MINUTE } from '../../model/time.ts';
import type { Contradiction } from '../cause-model.ts';
import { findingsOf, has, linesMeaning } from '../clues.ts';

/** While a breaker is open few calls pass, so logged connection failures count as current for this long (engineering judgement). */
const REFUSAL_WINDOW_MS = MINUTE;

/** A refusal from before the dependency answered its first probe is over. */
export const logsRecentRefusals = (assessed: Assessed): boolean => {
  const answered = findingsOf(assessed, ...STUCK_BREAKER_FINDINGS);
  const since = answered.some(({ seen }) => seen > 1) ? earliest(answered) : 0;
  return linesMeaning(assessed, 'dependency-refuses', 'dependency-unreached').some(
    ({ strength, at }) => strength === 'hard' && at > since && assessed.now - at < REFUSAL_WINDOW_MS,
  );
};

/** Lines that a release, a failing zone or a stuck breaker explains say nothing about the dependency. */
export const EXPLAINS_LOG_LINES: Contradiction = {
  when: 'a failing release, a failing zone or a stuck breaker explains the log lines',
  holds: (assessed) =>
    has(assessed, 'release-failing-tasks', 'release-not-working', 'zone-failing') ||
    (has(assessed, 'breaker-open-dependency-back') && !logsRecentRefusals(assessed)),
};
