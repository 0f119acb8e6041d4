import { type Command, CommanderError } from 'commander';
import { commandLine } from './command-line.ts';
import { messageOf } from './error-message.ts';
import { printLines, type Terminal } from './terminal.ts';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

/** Runs one command line and returns its exit code: 0 for success, 1 for a failure, 2 for a usage error. */
export const runMedic = async (words: readonly string[], terminal: Terminal): Promise<number> => {
  const program = commandLine(terminal);
  for (const command of [program, ...program.commands]) writeTo(terminal, command);
  try {
    await program.parseAsync(words, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_USAGE;
    printLines(terminal.stderr, [`medic: ${messageOf(error)}`]);
    return EXIT_FAILED;
  }
};

/** Makes commander write to this terminal, and throw where it would end the process. */
const writeTo = ({ stdout, stderr }: Terminal, command: Command): void => {
  command.exitOverride().configureOutput({
    writeOut: (text) => stdout.write(text),
    writeErr: (text) => stderr.write(text.replace(/^error: /, 'medic: ')),
  });
};
