import { isServerErrorLine, looksLikeError, normalise } from '../evidence/error-lines.ts';
import { quoted, type ReadLine, recentLines, writersOf } from '../evidence/log-evidence.ts';
import { isRunning } from '../evidence/serving-tasks.ts';
import type { Detection } from '../model/finding.ts';
import type { Task } from '../model/observation.ts';
import { itemsOf } from '../model/part.ts';
import { pluralize } from '../model/plural.ts';
import { median } from '../model/statistics.ts';
import { type Instant, SECOND } from '../model/time.ts';
import { isRepeated } from './logs.ts';
import type { FindingRule } from './rule.ts';

/** A task logs far more errors from this many lines, compared with this many peers. All numbers of this file are engineering judgement. */
const MIN_ERRORS = 10;
const MIN_PEERS = 2;
/** It logs this many times the median of its peers, and this many times the line count of each of them. */
const TIMES_MEDIAN = 5;
const TIMES_EACH = 2;
/** An unknown line is quoted once it was written this often. */
const MIN_UNMATCHED = 3;

/**
 * One task logs far more errors than its peers, in whatever words. Peers are tasks of the same revision that ran all the time: errors of a
 * new revision speak against the revision.
 */
export const logErrorsInOneTask: FindingRule = (snapshot) => {
  const running = itemsOf(snapshot.observation.tasks).filter(isRunning);
  const errors = Map.groupBy(recentLines(snapshot).filter(isErrorLine), ({ taskId }) => taskId);
  return running.flatMap((task) => {
    const own = errors.get(task.id) ?? [];
    // Few tasks log this much, so the peers of a large service are not compared for each of its tasks.
    if (own.length < MIN_ERRORS) return [];
    const since = firstOf(own);
    const peers = peersOf(task, running, since).map(
      ({ id }) => (errors.get(id) ?? []).filter((line) => line.at >= since).length,
    );
    return isFarAbove(own.length, peers) ? [toDetection(task, own, peers)] : [];
  });
};

/** When the first of the lines was written; infinity for none. */
const firstOf = (lines: readonly ReadLine[]): Instant => Math.min(...lines.map(({ at }) => at));
const newestOf = (lines: readonly ReadLine[]): Instant => Math.max(...lines.map(({ at }) => at));

const isErrorLine = ({ message, meaning }: ReadLine): boolean => meaning !== undefined || looksLikeError(message);

const peersOf = (task: Task, running: readonly Task[], since: Instant): readonly Task[] =>
  running.filter(
    ({ id, taskDefinition, startedAt }) =>
      id !== task.id && taskDefinition === task.taskDefinition && Number(startedAt) <= since,
  );

const isFarAbove = (own: number, peers: readonly number[]): boolean =>
  peers.length >= MIN_PEERS && own >= TIMES_MEDIAN * median(peers) && peers.every((count) => own >= TIMES_EACH * count);

const toDetection = ({ id }: Task, lines: readonly ReadLine[], peers: readonly number[]): Detection => {
  const [first, newest] = [firstOf(lines), newestOf(lines)];
  const usual = median(peers);
  return {
    id: 'log-errors-in-one-task',
    strength: isRepeated(lines) ? 'hard' : 'soft',
    subject: id,
    at: newest,
    since: first,
    numbers: {
      lines: lines.length,
      peers: peers.length,
      median: usual,
      spanSeconds: Math.round((newest - first) / SECOND),
    },
    message: `task ${id} logged ${pluralize(lines.length, 'error line')}, its ${peers.length} peers ${usual} in the median`,
  };
};

/** So many kinds of errors are quoted. */
const MOST_QUOTED = 3;

/** Quotes the most frequent errors whose words no pattern knows, access lines only where nothing else is logged. Operators read it. */
export const logErrorsUnmatched: FindingRule = (snapshot) => {
  const errors = recentLines(snapshot).filter(isErrorLine);
  const telling = errors.filter(({ message }) => !isServerErrorLine(message));
  const unknown = (telling.length > 0 ? telling : errors).filter(({ meaning }) => meaning === undefined);
  const kinds = [...Map.groupBy(unknown, ({ message }) => normalise(message)).values()]
    .filter((lines) => lines.length >= MIN_UNMATCHED)
    .toSorted((one, other) => other.length - one.length);
  const [most] = kinds;
  return most === undefined ? [] : [toContext(most, kinds.slice(0, MOST_QUOTED), errors.length)];
};

/** The numbers are those of the most frequent kind. */
const toContext = (lines: readonly ReadLine[], kinds: readonly (readonly ReadLine[])[], errors: number): Detection => ({
  id: 'log-errors-unmatched',
  strength: isRepeated(lines) ? 'hard' : 'soft',
  at: newestOf(lines),
  since: firstOf(lines),
  numbers: { lines: lines.length, tasks: writersOf(lines).length, share: lines.length / errors },
  message: `the most frequent errors without a known meaning, of ${pluralize(errors, 'error line')}: ${kinds.flatMap(newestOfKind).join(', ')}`,
});

const newestOfKind = (lines: readonly ReadLine[]): readonly string[] =>
  lines.slice(-1).map(({ message }) => `${lines.length} x ${quoted(message)}`);
