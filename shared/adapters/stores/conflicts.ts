import { WriteConflict } from '#shared/domain/model/errors.ts';
import type { Key } from './table.ts';

export const conflict = (key: Key, expected: number, cause?: unknown): WriteConflict =>
  new WriteConflict(
    `${key.partition} ${key.sort} is no longer at version ${expected}: another writer came first. Read it again.`,
    { cause },
  );

/**
 * Each round one of the conflicting writers succeeds, and fewer than this many write the same item at once.
 * (engineering judgement)
 */
const TRIES = 10;

/** Repeats the read and the write after a conflict. Throws the last conflict. */
export const retryConflicts = async <T>(readAndWrite: () => Promise<T>, tries = TRIES): Promise<T> => {
  try {
    return await readAndWrite();
  } catch (error) {
    if (!(error instanceof WriteConflict) || tries <= 1) throw error;
    return retryConflicts(readAndWrite, tries - 1);
  }
};
