import { looksLikeError } from '../evidence/error-lines.ts';
import { quoted, type ReadLine, recentLines, writersOf } from '../evidence/log-evidence.ts';
import { isRunning } from '../evidence/serving-tasks.ts';
import { countsNoRequests } from '../evidence/traffic.ts';
import { itemsOf } from '../model/part.ts';
import { type Instant, MINUTE } from '../model/time.ts';
import type { FindingRule } from './rule.ts';

/** Errors fill the logs when each of this many last minutes has this many of them ... */
const LASTING_MINUTES = 4;
const MIN_LINES_A_MINUTE = 3;
/** ... from at least this share of the running tasks. All numbers of this file are engineering judgement. */
const MIN_TASK_SHARE = 0.5;

/**
 * Most tasks log errors minute by minute, and nothing counts the requests of the service or measures its work. Its logs are then all that
 * shows whether it works.
 */
export const logErrorsLasting: FindingRule = (snapshot) => {
  const { observation, policy, now } = snapshot;
  if (policy.worker !== undefined || !countsNoRequests(observation)) return [];
  const errors = recentLines(snapshot)
    .filter(isErrorLine)
    .toSorted((one, other) => one.at - other.at);
  const running = itemsOf(observation.tasks).filter(isRunning);
  const writers = writersOf(errors).filter((task) => running.some(({ id }) => id === task));
  const [first] = errors;
  const newest = errors.at(-1);
  if (first === undefined || newest === undefined || !fillEachMinute(errors, now)) return [];
  if (running.length === 0 || writers.length < MIN_TASK_SHARE * running.length) return [];
  return [
    {
      id: 'log-errors-lasting',
      strength: 'hard',
      at: newest.at,
      since: first.at,
      numbers: { lines: errors.length, writers: writers.length, running: running.length },
      message: `${writers.length} of ${running.length} tasks log errors minute by minute, and nothing else measures their work: ${errors.length} lines, the newest ${quoted(newest.message)}`,
    },
  ];
};

const isErrorLine = ({ message, meaning }: ReadLine): boolean => meaning !== undefined || looksLikeError(message);

const fillEachMinute = (errors: readonly ReadLine[], now: Instant): boolean => {
  const perMinute = new Map<number, number>();
  for (const { at } of errors) {
    const age = Math.floor((now - at) / MINUTE);
    perMinute.set(age, (perMinute.get(age) ?? 0) + 1);
  }
  return Array.from({ length: LASTING_MINUTES }, (_, age) => perMinute.get(age) ?? 0).every(
    (lines) => lines >= MIN_LINES_A_MINUTE,
  );
};
