import { ERROR_TEXTS, looksLikeError, namesRefusal } from '#shared/domain/evidence/error-lines.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html */
const PATTERN_LENGTH = 1_024;
/** The newest lines with a known text. A flood of one text would repeat what they say. (engineering judgement) */
const PATTERN_LINES = 200;
/** Lines that only look like errors are counted and compared between tasks, so more of them are read. (engineering judgement) */
const ERROR_LINES = 1_000;

/** A query is one filter pattern of CloudWatch. It asks for lines with a text of a log pattern, or for lines that look like an error. */
export interface LogQuery {
  readonly kind: 'pattern' | 'error';
  readonly filterPattern: string;
  /** Judges a line again, because a recorded answer holds other lines as well. A line is taken by one query of its group only. */
  readonly takes: (message: string) => boolean;
}

/** As many of the newest lines are kept. */
export const linesKept = (kind: LogQuery['kind']): number => (kind === 'pattern' ? PATTERN_LINES : ERROR_LINES);

/** Answers the queries for one log group: as many as the texts need, and one more for errors in other words. */
export const queriesFor = (texts: readonly string[]): readonly LogQuery[] => {
  const firstTextIn = (message: string): string | undefined => texts.find((text) => message.includes(text));
  const byPattern = packed(texts).map((some): LogQuery => {
    const own = new Set(some);
    return { kind: 'pattern', filterPattern: patternOf(some), takes: (line) => own.has(firstTextIn(line) ?? '') };
  });
  const isError = (line: string): boolean =>
    firstTextIn(line) === undefined && (looksLikeError(line) || namesRefusal(line));
  return [...byPattern, { kind: 'error', filterPattern: patternOf(ERROR_TEXTS), takes: isError }];
};

/**
 * The pattern `?"one" ?"two"` matches lines that contain any of the texts. Texts with blanks need the quotation marks:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
const patternOf = (texts: readonly string[]): string => texts.map((text) => `?"${text}"`).join(' ');

/** Packs the texts, in order, into lists whose pattern CloudWatch accepts. No text is left out. */
const packed = (texts: readonly string[]): readonly (readonly string[])[] => {
  const lists: string[][] = [];
  for (const text of texts) {
    const list = lists.at(-1);
    if (list !== undefined && patternOf([...list, text]).length <= PATTERN_LENGTH) list.push(text);
    else lists.push([text]);
  }
  return lists;
};
