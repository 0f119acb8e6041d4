import { Command, CommanderError } from 'commander';
import { ConfigUnreadable } from '#shared/runtime/config-file.ts';
import { diagnoseCommand } from './commands/diagnose.ts';
import { recordCommand } from './commands/record.ts';
import { remediateCommand } from './commands/remediate.ts';
import { replayCommand } from './commands/replay.ts';
import { scoreCommand } from './commands/score.ts';
import { signalCommand } from './commands/signal.ts';
import { wordsOf } from './error-words.ts';
import { printLines, type Terminal } from './terminal.ts';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

/** Runs one command line and answers its exit code: 0, 1 when it failed, 2 when it was not understood or names a configuration that cannot be read. */
export const runMedic = async (words: readonly string[], terminal: Terminal): Promise<number> => {
  try {
    await medic(terminal).parseAsync(words, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_USAGE;
    printLines(terminal.stderr, [`medic: ${wordsOf(error)}`]);
    return error instanceof ConfigUnreadable ? EXIT_USAGE : EXIT_FAILED;
  }
};

const medic = (terminal: Terminal): Command => {
  const program = new Command('medic').description(
    'Looks after Amazon ECS services: scores them, names the cause, applies the one safe fix.',
  );
  for (const command of [
    scoreCommand(terminal),
    diagnoseCommand(terminal),
    remediateCommand(terminal),
    recordCommand(terminal),
    replayCommand(terminal),
    signalCommand(terminal),
  ])
    program.addCommand(command);
  for (const command of [program, ...program.commands]) speakThrough(terminal, command);
  return program;
};

/** Commander writes to this terminal and throws where it would end the process. */
const speakThrough = ({ stdout, stderr }: Terminal, command: Command): void => {
  command.exitOverride().configureOutput({
    writeOut: (text) => stdout.write(text),
    writeErr: (text) => stderr.write(text.replace(/^error: /, 'medic: ')),
  });
};
