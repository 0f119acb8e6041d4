import type { MeaningId } from '../model/message-meaning.ts';
import { ECS_GUIDE } from './known-message.ts';

export const EXIT_CODES_PAGE = `${ECS_GUIDE}stopped-task-error-codes.html`;

/** 128 and the signal's number: 134 abort, 139 segmentation fault, 137 kill, 143 terminate. */
const SIGNALS: Readonly<Partial<Record<number, MeaningId>>> = {
  0: 'orderly',
  134: 'crashed',
  137: 'killed',
  139: 'crashed',
  143: 'orderly',
};

/** What the exit code of a container means. 137 is a kill; only a text can say that it was for its memory. */
export const meaningOfExit = (exitCode: number): MeaningId => SIGNALS[exitCode] ?? 'ended-with-error';
