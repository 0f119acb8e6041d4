import { isServerErrorLine, looksLikeError, normalise } from '../evidence/error-lines.ts';
import { quoted, type ReadLine, recentLines, writersOf } from '../evidence/log-evidence.ts';
import { isRunning } from '../evidence/serving-tasks.ts';
import type { Detection } from '../model/finding.ts';
import type { Task } from '../model/observation.ts';
import { itemsOf } from '../model/part.ts';
import { pluralize } from '../model/plural.ts';
import { median } from '../model/statistics.ts';
import { SECOND } from '../model/time.ts';
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
  const errors = recentLines(snapshot).filter(isErrorLine);
  return running.flatMap((task) => {
    const own = errors.filter(({ taskId }) => taskId === task.id);
    const peers = peersOf(task, running, own).map(
      ({ id }) => errors.filter((line) => line.taskId === id && line.at >= (own[0]?.at ?? 0)).length,
    );
    return isFarAbove(own.length, peers) ? [toDetection(task, own, peers)] : [];
  });
};

const isErrorLine = ({ message, meaning }: ReadLine): boolean => meaning !== undefined || looksLikeError(message);

const peersOf = (task: Task, running: readonly Task[], [first]: readonly ReadLine[]): readonly Task[] =>
  running.filter(
    ({ id, taskDefinition, startedAt }) =>
      id !== task.id &&
      taskDefinition === task.taskDefinition &&
      startedAt !== undefined &&
      startedAt <= (first?.at ?? 0),
  );

const isFarAbove = (own: number, peers: readonly number[]): boolean =>
  own >= MIN_ERRORS &&
  peers.length >= MIN_PEERS &&
  own >= TIMES_MEDIAN * median(peers) &&
  peers.every((count) => own >= TIMES_EACH * count);

const toDetection = ({ id }: Task, lines: readonly ReadLine[], peers: readonly number[]): Detection => {
  const first = Number(lines[0]?.at);
  const newest = Number(lines.at(-1)?.at);
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

/** Quotes the most frequent error whose words no pattern knows, an access line only where nothing else is logged. Operators read it. */
export const logErrorsUnmatched: FindingRule = (snapshot) => {
  const errors = recentLines(snapshot).filter(isErrorLine);
  const telling = errors.filter(({ message }) => !isServerErrorLine(message));
  const unknown = (telling.length > 0 ? telling : errors).filter(({ meaning }) => meaning === undefined);
  const [same] = [...Map.groupBy(unknown, ({ message }) => normalise(message)).values()]
    .filter((lines) => lines.length >= MIN_UNMATCHED)
    .toSorted((one, other) => other.length - one.length);
  return same === undefined ? [] : [toContext(same, errors.length)];
};

const toContext = (lines: readonly ReadLine[], errors: number): Detection => ({
  id: 'log-errors-unmatched',
  strength: isRepeated(lines) ? 'hard' : 'soft',
  at: Number(lines.at(-1)?.at),
  since: Number(lines[0]?.at),
  numbers: { lines: lines.length, tasks: writersOf(lines).length, share: lines.length / errors },
  message: `the most frequent error without a known meaning, ${lines.length} of ${pluralize(errors, 'error line')}: ${quoted(normalise(lines[0]?.message ?? ''))}`,
});
