import type { BreakerRecord } from '../model/breaker.ts';
import type { Snapshot } from '../model/evidence.ts';
import type { LogMeaning } from '../model/message-meaning.ts';
import type { LogLine } from '../model/operational-context.ts';
import { itemsOf, valueIn } from '../model/part.ts';
import { MINUTE } from '../model/time.ts';
import { inOneLine, isAboutBreaker, namesRefusal } from './error-lines.ts';
import { messageIn } from './structured-lines.ts';

/** Log lines older than this say nothing about the present. All numbers of this file are engineering judgement. */
const LOG_WINDOW_MS = 5 * MINUTE;
const MAX_QUOTED_CHARACTERS = 300;

export interface ReadLine extends LogLine {
  /** The meaning of the line; absent where no pattern knows its words. */
  readonly meaning?: LogMeaning;
}

/** Answers the lines of the last minutes, oldest first, each with its meaning. */
export const recentLines = (snapshot: Snapshot): readonly ReadLine[] => {
  const { observation, now } = snapshot;
  const isHeld = itemsOf(observation.breakers).some(holdsCallsBack);
  return (valueIn(observation.logs)?.lines ?? [])
    .filter(({ at }) => at <= now && now - at <= LOG_WINDOW_MS)
    .map((line) => {
      const meaning = meaningIn(line, snapshot, isHeld);
      return meaning === undefined ? line : { ...line, meaning };
    });
};

/** True while the breaker lets no call through, or only a part of them. */
export const holdsCallsBack = ({ state }: BreakerRecord): boolean => state === 'open' || state === 'half-open';

/**
 * The first pattern that the line contains decides, so a policy lists special patterns before general ones. While a breaker holds calls
 * back, the few calls that still reach the dependency tell whether it is well. Then a refusal counts in any words.
 */
const meaningIn = ({ message }: LogLine, { policy }: Snapshot, isHeld: boolean): LogMeaning | undefined => {
  const known = policy.logPatterns.find(({ text }) => message.includes(text))?.means;
  if (known !== undefined) return known;
  return isHeld && namesRefusal(message) && !isAboutBreaker(message) ? 'dependency-refuses' : undefined;
};

/** Answers the tasks that wrote the lines. */
export const writersOf = (lines: readonly LogLine[]): readonly string[] => [
  ...new Set(lines.flatMap(({ taskId }) => taskId ?? [])),
];

/** Answers the beginning of a text in one line, as it is quoted for operators. */
export const quoted = (text: string): string => {
  const line = inOneLine(messageIn(text));
  return line.length > MAX_QUOTED_CHARACTERS ? `"${line.slice(0, MAX_QUOTED_CHARACTERS)}..."` : `"${line}"`;
};
