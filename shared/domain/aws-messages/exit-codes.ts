import type { MeaningId } from '../model/message-meaning.ts';

/**
 * A signal ends a process with exit code 128 plus its number: 134 abort, 137 kill, 139 segmentation fault, 143 terminate
 * (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html).
 */
const SIGNALS: Readonly<Partial<Record<number, MeaningId>>> = {
  0: 'orderly',
  134: 'crashed',
  137: 'killed',
  139: 'crashed',
  143: 'orderly',
};

/** Answers the meaning of a container's exit code. Code 137 is a kill; only a message can attribute it to memory. */
export const meaningOfExit = (exitCode: number): MeaningId => SIGNALS[exitCode] ?? 'ended-with-error';
