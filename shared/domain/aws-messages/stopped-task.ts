import type { StoppedTask } from '../model/observation.ts';
import { meaningOfExit } from './exit-codes.ts';
import { type Reading, readText } from './known-message.ts';
import { STOP_CODES } from './stop-codes.ts';
import { REPEATS_STOP_CODE, STOP_REASONS } from './stop-reasons.ts';

/**
 * Reads why a task stopped. The stop code decides if it identifies the reason. Otherwise a text that matches a row decides; the
 * reason of a container comes before that of the task. An unknown text comes next, and the exit code counts only where AWS gives no
 * text.
 */
export const readStoppedTask = (task: StoppedTask): Reading => {
  const byCode = STOP_CODES[task.stopCode];
  if (byCode !== undefined) return { kind: 'known', meaning: byCode, text: task.stoppedReason };
  const texts = [...task.containers.map(({ reason = '' }) => reason), task.stoppedReason];
  const readings = texts.filter((text) => !REPEATS_STOP_CODE.test(text)).map((text) => readText(text, STOP_REASONS));
  const known = readings.find(({ kind }) => kind === 'known');
  return known ?? readings[0] ?? readExit(task);
};

/** Reads the exit code of the first container without an orderly exit. */
const readExit = ({ containers, stopCode, stoppedReason }: StoppedTask): Reading => {
  const meanings = containers.flatMap(({ exitCode }) => (exitCode === undefined ? [] : [meaningOfExit(exitCode)]));
  const meaning = meanings.find((id) => id !== 'orderly') ?? meanings[0];
  const text = stoppedReason || stopCode;
  return meaning === undefined ? { kind: 'unknown', text } : { kind: 'known', meaning, text };
};
