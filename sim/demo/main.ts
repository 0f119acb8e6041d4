import { Command, InvalidArgumentError } from 'commander';
import { packageService } from '#deploy/package-service.ts';
import { DEMO_FAULTS, faultNamed } from '../faults/catalogue.ts';
import { oneLine } from '../report/one-line.ts';
import { registryPolicy } from '../scenario/deployed-medic.ts';
import { requireFreePort } from './free-port.ts';
import { playDemo } from './play-demo.ts';

interface Options {
  readonly fault?: readonly string[];
  readonly speed: number;
  readonly seed: number;
  readonly port: number;
  readonly keep: boolean;
}

const within =
  (lowest: number, highest: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!(value >= lowest && value <= highest))
      throw new InvalidArgumentError(`It has to be a number from ${lowest} to ${highest}.`);
    return value;
  };

const known = (name: string, before: readonly string[] = []): readonly string[] => {
  try {
    return [...before, faultNamed(name).name];
  } catch (error) {
    throw new InvalidArgumentError(oneLine(error));
  }
};

const start = async ({ fault: faults = DEMO_FAULTS, ...options }: Options): Promise<number> => {
  const root = process.cwd();
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  const policy = registryPolicy(root);
  await requireFreePort(options.port);
  const packaged = await packageService(root, say);
  return playDemo({ root, policy, packaged, faults, ...options, say });
};

await new Command('npm start --')
  .description(
    'Plays incidents against what would be deployed: the packaged bundles, roles, rules and state machine, on one loopback port.',
  )
  .option('--fault <name>', 'a fault to play; may be given more than once', known)
  .option('--speed <number>', 'world seconds per second', within(1, 60), 20)
  .option('--seed <number>', 'what chance is drawn from', within(0, Number.MAX_SAFE_INTEGER), 1)
  .option('--port <number>', 'the port that speaks the AWS protocols', within(1024, 65_535), 4599)
  .option('--keep', 'stay up afterwards, to be explored', false)
  .action(async (options: Options) => {
    process.exitCode = await start(options);
  })
  .parseAsync()
  .catch((error: unknown) => {
    process.stderr.write(`${oneLine(error)}\n`);
    process.exitCode = 1;
  });
