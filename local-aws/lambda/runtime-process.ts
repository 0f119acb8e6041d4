import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';

export interface ProcessOptions {
  readonly folder: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly logFile: string;
}

/** Starts the process of one execution environment; it runs bootstrap.mjs in the function's folder. */
export const startProcess = ({ folder, variables, logFile }: ProcessOptions): ChildProcess => {
  const log = openSync(logFile, 'a');
  try {
    return spawn(process.execPath, [join(import.meta.dirname, 'bootstrap.mjs')], {
      cwd: folder,
      env: variables,
      // Nothing is written to standard input. The pipe closes with this process, which ends the child.
      stdio: ['pipe', log, log],
    });
  } finally {
    closeSync(log);
  }
};

/** Settles with the reason when the process has ended or could not start: `exit status 7`, `signal: killed`. */
export const endOf = (child: ChildProcess): Promise<string> =>
  new Promise((resolve) => {
    child.on('error', ({ message }) => {
      if (child.pid === undefined) resolve(message);
    });
    child.on('exit', (status, signal) => resolve(signal === null ? `exit status ${status}` : `signal: ${signal}`));
  });
