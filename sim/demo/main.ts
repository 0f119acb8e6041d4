import { Command, InvalidArgumentError } from 'commander';
import { packageService } from '#deploy/package-service.ts';
import { DEMO_FAULTS, faultNamed } from '../faults/catalogue.ts';
import { oneLine } from '../report/one-line.ts';
import { registryPolicy } from '../scenario/deployed-medic.ts';
import { requireFreePort } from './free-port.ts';
import { runDemo } from './run-demo.ts';

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
      throw new InvalidArgumentError(`Expected a number from ${lowest} to ${highest}.`);
    return value;
  };

const faultsWith = (name: string, before: readonly string[] = []): readonly string[] => {
  try {
    return [...before, faultNamed(name).name];
  } catch (error) {
    throw new InvalidArgumentError(oneLine(error));
  }
};

const start = async ({ fault: faults = DEMO_FAULTS, ...options }: Options): Promise<number> => {
  const root = process.cwd();
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  const policy = registryPolicy(root);
  await requireFreePort(options.port);
  const packaged = await packageService(root, print);
  return runDemo({ root, policy, packaged, faults, ...options, print });
};

await new Command('npm start --')
  .description(
    'Injects faults into a local world that runs the packaged bundles, roles, rules and state machine on one loopback port.',
  )
  .option('--fault <name>', 'a fault to inject; may be given more than once', faultsWith)
  .option('--speed <number>', 'simulated seconds per second', within(1, 60), 20)
  .option('--seed <number>', 'seed of the random numbers', within(0, Number.MAX_SAFE_INTEGER), 1)
  .option('--port <number>', 'port of the AWS APIs', within(1024, 65_535), 4599)
  .option('--keep', 'keep the local world running afterwards', false)
  .action(async (options: Options) => {
    process.exitCode = await start(options);
  })
  .parseAsync()
  .catch((error: unknown) => {
    process.stderr.write(`${oneLine(error)}\n`);
    process.exitCode = 1;
  });
