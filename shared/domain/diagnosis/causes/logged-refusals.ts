import type { Assessed } from '../../model/evidence.ts';
import { MINUTE } from '../../model/time.ts';
import type { Contradiction } from '../cause-model.ts';
import { has, linesMeaning } from '../clues.ts';

/** While a breaker is open few calls pass, so logged connection failures count as current for this long (engineering judgement). */
const REFUSAL_WINDOW_MS = MINUTE;

export const logsRecentRefusals = (assessed: Assessed): boolean =>
  linesMeaning(assessed, 'dependency-refuses', 'dependency-unreached').some(
    ({ strength, at }) => strength === 'hard' && assessed.now - at < REFUSAL_WINDOW_MS,
  );

/** Lines that a release, a failing zone or a stuck breaker explains say nothing about the dependency. */
export const EXPLAINS_LOG_LINES: Contradiction = {
  when: 'a failing release, a failing zone or a stuck breaker explains the log lines',
  holds: (assessed) =>
    has(assessed, 'release-failing-tasks', 'release-not-working', 'zone-failing') ||
    (has(assessed, 'breaker-open-dependency-back') && !logsRecentRefusals(assessed)),
};
