import { quoted, type ReadLine, recentLines, writersOf } from '../evidence/log-evidence.ts';
import { isRunning } from '../evidence/serving-tasks.ts';
import { endsOf } from '../model/ends.ts';
import type { Detection } from '../model/finding.ts';
import { LOG_MEANINGS, type LogMeaning, meaningOf } from '../model/message-meaning.ts';
import type { Observation, Task } from '../model/observation.ts';
import { itemsOf, valueIn } from '../model/part.ts';
import { pluralize } from '../model/plural.ts';
import { SECOND } from '../model/time.ts';
import type { FindingRule } from './rule.ts';

/** This many lines over this span are more than a single failure. All numbers of this file are engineering judgement. */
const MIN_LINES = 3;
const MIN_SPAN_MS = 30 * SECOND;
/** A comparison needs this many running tasks. With fewer, the silence of the others proves nothing. */
const MIN_TASKS_TO_COMPARE = 3;
/** Lines of all tasks would come from one part of them alone with this probability at most. */
const MAX_CHANCE = 0.05;

/**
 * Reports one finding for each meaning found in the service's own logs. A meaning that only a part of the tasks logs is about that part:
 * one task is the subject; the tasks of one container instance or one zone are marked as a subset. Log lines explain a symptom and are
 * not one.
 */
export const logPatternFound: FindingRule = (snapshot) => {
  const lines = recentLines(snapshot);
  return LOG_MEANINGS.flatMap((meaning) =>
    toDetection(
      meaning,
      lines.filter((line) => line.meaning === meaning),
      snapshot.observation,
    ),
  );
};

const toDetection = (
  meaning: LogMeaning,
  lines: readonly ReadLine[],
  observation: Observation,
): readonly Detection[] => {
  const ends = endsOf(lines);
  if (ends === undefined) return [];
  const [first, newest] = ends;
  const spanMs = newest.at - first.at;
  const subset = subsetWriting(lines, observation);
  const counted = pluralize(lines.length, 'log line');
  return [
    {
      id: 'log-pattern',
      strength: isRepeated(lines) ? 'hard' : 'soft',
      ...(subset?.subject !== undefined && { subject: subset.subject }),
      at: newest.at,
      since: first.at,
      meaning,
      numbers: {
        lines: lines.length,
        tasks: writersOf(lines).length,
        spanSeconds: Math.round(spanMs / SECOND),
        ...(subset && { subset: 1 }),
      },
      message: `${meaningOf(meaning).message}: ${counted}${subset ? ` ${subset.where}` : ''}, the newest ${quoted(newest.message)}`,
    },
  ];
};

/** True for lines that are more than a single failure; they are oldest first. */
export const isRepeated = (lines: readonly ReadLine[]): boolean =>
  lines.length >= MIN_LINES && Number(lines.at(-1)?.at) - Number(lines[0]?.at) >= MIN_SPAN_MS;

/** A part of the running tasks that alone writes some lines. */
interface Subset {
  /** The task, where it is a single one. */
  readonly subject?: string;
  /** Where the tasks of the part are, for operators. */
  readonly where: string;
}

/**
 * Answers the part of the running tasks to which all writers of the lines belong: one task, one container instance or one zone.
 * Undefined where lines were left out, because the others may have logged the same, and where chance may have chosen the writers.
 */
const subsetWriting = (lines: readonly ReadLine[], { logs, tasks }: Observation): Subset | undefined => {
  const running = itemsOf(tasks).filter(isRunning);
  const writers = running.filter(({ id }) => lines.some(({ taskId }) => taskId === id));
  const [first] = writers;
  const isComparable = lines.length >= MIN_LINES && running.length >= MIN_TASKS_TO_COMPARE;
  const areKnown = lines.every(({ taskId }) => writers.some(({ id }) => id === taskId));
  if (first === undefined || !isComparable || !areKnown || valueIn(logs)?.isCut !== false) return undefined;
  return PARTS.map((partOf) => partOf(first)).find(
    (part) => part !== undefined && writers.every(part.has) && isNoChance(running.filter(part.has), running, lines),
  );
};

interface TaskPart extends Subset {
  readonly has: (task: Task) => boolean;
}

/** The parts of a service to which a task belongs, the smallest first. */
const PARTS: readonly ((task: Task) => TaskPart | undefined)[] = [
  ({ id }) => ({ subject: id, where: 'of this task alone', has: (task) => task.id === id }),
  ({ containerInstance: host }) =>
    host === undefined
      ? undefined
      : { where: `of the tasks on container instance ${host} alone`, has: (task) => task.containerInstance === host },
  ({ availabilityZone: zone }) => ({
    where: `of the tasks in ${zone} alone`,
    has: (task) => task.availabilityZone === zone,
  }),
];

/** Where the part is all of the tasks, the chance is one. */
const isNoChance = (part: readonly Task[], running: readonly Task[], lines: readonly ReadLine[]): boolean =>
  (part.length / running.length) ** lines.length <= MAX_CHANCE;
