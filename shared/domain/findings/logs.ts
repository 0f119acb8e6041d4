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

/** Older lines tell of what is over. Engineering judgement, like the numbers below. */
const LINES_COUNT_MS = 5 * MINUTE;
/** So many lines over so long are no single mishap. */
const LINES_THAT_PROVE = 3;
const SPAN_THAT_PROVES_MS = 30 * SECOND;
/** With fewer tasks than these, that the others are silent says nothing. */
const TASKS_TO_COMPARE = 3;
const QUOTED_LETTERS = 120;

/**
 * What the service's own logs tell: one finding for each meaning. It is about a task where that one alone tells so, and otherwise
 * about the service. Lines explain a symptom; they are none.
 */
export const logPatternFound: FindingRule = ({ observation, policy: { logPatterns }, now }) => {
  const lines = (valueIn(observation.logs)?.lines ?? []).filter(({ at }) => now - at <= LINES_COUNT_MS);
  const read = lines.map((line) => ({ line, meaning: meaningIn(line, logPatterns) }));
  return LOG_MEANINGS.flatMap((meaning) => {
    const telling = read.filter((known) => known.meaning === meaning).map(({ line }) => line);
    return toDetection(meaning, telling, observation);
  });
};

/** The first text that a line holds decides, so the special ones stand before the general ones. */
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
      strength: lines.length >= LINES_THAT_PROVE && spanMs >= SPAN_THAT_PROVES_MS ? 'hard' : 'soft',
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

/** The one running task that wrote all the lines while others run beside it; where lines were left out, nobody knows. */
const onlyTaskIn = (lines: readonly LogLine[], { logs, tasks }: Observation): string | undefined => {
  const running = itemsOf(tasks).filter(isRunning);
  const [writer] = running.filter(({ id }) => lines.every(({ taskId }) => taskId === id));
  const canCompare = lines.length >= LINES_THAT_PROVE && running.length >= TASKS_TO_COMPARE;
  return canCompare && valueIn(logs)?.isCut === false ? writer?.id : undefined;
};

const cut = (message: string): string =>
  message.length > QUOTED_LETTERS ? `${message.slice(0, QUOTED_LETTERS)}...` : message;
