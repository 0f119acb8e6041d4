import { isRunning } from '../evidence/serving-tasks.ts';
import type { Detection } from '../model/finding.ts';
import { LOG_MEANINGS, type LogMeaning, meaningOf } from '../model/message-meaning.ts';
import type { Observation } from '../model/observation.ts';
import type { LogLine } from '../model/operational-context.ts';
import { itemsOf, valueIn } from '../model/part.ts';
import { pluralize } from '../model/plural.ts';
import type { ServicePolicy } from '../model/policy.ts';
import { MINUTE, SECOND } from '../model/time.ts';
import type { FindingRule } from './rule.ts';

/** Log lines older than this say nothing about the present. All numbers of this file are engineering judgement. */
const LOG_WINDOW_MS = 5 * MINUTE;
/** This many lines over this span are more than a single failure. */
const MIN_LINES = 3;
const MIN_SPAN_MS = 30 * SECOND;
/** A comparison needs this many running tasks. With fewer, the silence of the others proves nothing. */
const MIN_TASKS_TO_COMPARE = 3;
const MAX_QUOTED_CHARACTERS = 120;

/**
 * Reports one finding for each meaning found in the service's own logs. Its subject is a task where that task alone logs it;
 * otherwise the finding is about the service. Log lines explain a symptom and are not one.
 */
export const logPatternFound: FindingRule = ({ observation, policy: { logPatterns }, now }) => {
  const lines = (valueIn(observation.logs)?.lines ?? []).filter(({ at }) => now - at <= LOG_WINDOW_MS);
  const entries = lines.map((line) => ({ line, meaning: meaningIn(line, logPatterns) }));
  return LOG_MEANINGS.flatMap((meaning) => {
    const matching = entries.filter((entry) => entry.meaning === meaning).map(({ line }) => line);
    return toDetection(meaning, matching, observation);
  });
};

/** The first pattern that the line contains decides, so a policy lists special patterns before general ones. */
const meaningIn = ({ message }: LogLine, patterns: ServicePolicy['logPatterns']): LogMeaning | undefined =>
  patterns.find(({ text }) => message.includes(text))?.means;

const toDetection = (
  meaning: LogMeaning,
  lines: readonly LogLine[],
  observation: Observation,
): readonly Detection[] => {
  const [first] = lines;
  const newest = lines.at(-1);
  if (first === undefined || newest === undefined) return [];
  const spanMs = newest.at - first.at;
  const subject = onlyTaskIn(lines, observation);
  return [
    {
      id: 'log-pattern',
      strength: lines.length >= MIN_LINES && spanMs >= MIN_SPAN_MS ? 'hard' : 'soft',
      ...(subject === undefined ? {} : { subject }),
      at: newest.at,
      since: first.at,
      meaning,
      numbers: { lines: lines.length, tasks: tasksIn(lines).length, spanSeconds: Math.round(spanMs / SECOND) },
      message: `${meaningOf(meaning).message}: ${pluralize(lines.length, 'log line')}, the newest "${cut(newest.message)}"`,
    },
  ];
};

const tasksIn = (lines: readonly LogLine[]): readonly string[] => [
  ...new Set(lines.flatMap(({ taskId }) => taskId ?? [])),
];

/**
 * Answers the running task that wrote all of the lines while other tasks run beside it. Undefined where lines were left out, because
 * the others may have logged the same.
 */
const onlyTaskIn = (lines: readonly LogLine[], { logs, tasks }: Observation): string | undefined => {
  const running = itemsOf(tasks).filter(isRunning);
  const [writer] = running.filter(({ id }) => lines.every(({ taskId }) => taskId === id));
  const canCompare = lines.length >= MIN_LINES && running.length >= MIN_TASKS_TO_COMPARE;
  return canCompare && valueIn(logs)?.isCut === false ? writer?.id : undefined;
};

const cut = (message: string): string =>
  message.length > MAX_QUOTED_CHARACTERS ? `${message.slice(0, MAX_QUOTED_CHARACTERS)}...` : message;
