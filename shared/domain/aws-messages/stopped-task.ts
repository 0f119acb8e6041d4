import type { StoppedTask } from '../model/observation.ts';
import { meaningOfExit } from './exit-codes.ts';
import { type Reading, readText } from './known-message.ts';
import { STOP_CODES } from './stop-codes.ts';
import { SAYS_NOTHING, STOP_REASONS } from './stop-reasons.ts';

/**
 * Why a task stopped: by its stop code where that says it all, else by the text that a row knows (a container's reason says more
 * than the task's), else by what no row knows, and only where AWS gives no text by the exit code.
 */
export const readStoppedTask = (task: StoppedTask): Reading => {
  const byCode = STOP_CODES[task.stopCode];
  if (byCode !== undefined) return { kind: 'known', meaning: byCode, text: task.stoppedReason };
  const texts = [...task.containers.map(({ reason = '' }) => reason), task.stoppedReason];
  const readings = texts.filter((text) => !SAYS_NOTHING.test(text)).map((text) => readText(text, STOP_REASONS));
  const known = readings.find(({ kind }) => kind === 'known');
  return known ?? readings[0] ?? readExit(task);
};

/** The first container that did not end in good order speaks for the task. */
const readExit = ({ containers, stopCode, stoppedReason }: StoppedTask): Reading => {
  const meanings = containers.flatMap(({ exitCode }) => (exitCode === undefined ? [] : [meaningOfExit(exitCode)]));
  const meaning = meanings.find((id) => id !== 'orderly') ?? meanings[0];
  const text = stoppedReason || stopCode;
  return meaning === undefined ? { kind: 'unknown', text } : { kind: 'known', meaning, text };
};
