import { Command, InvalidArgumentError, Option } from 'commander';
import { packageService } from '#deploy/package-service.ts';
import { readTemplate } from '#local-aws/stack/template.ts';
import { errorMessage } from '#shared/domain/model/error-text.ts';
import { toIso } from '#shared/domain/model/time.ts';
import { FAULTS, FAULTS_BY_NAME, faultNamed } from '../faults/catalogue.ts';
import { checksText, hasPassed } from '../report/checks-text.ts';
import { recoveryTable } from '../report/recovery-table.ts';
import { timelineText } from '../report/timeline-text.ts';
import { registryPolicy } from '../scenario/deployed-medic.ts';
import type { ScheduledFault } from '../scenario/draw-faults.ts';
import type { RunResult } from '../scenario/run-result.ts';
import type { TimelineLine } from '../scenario/timeline-line.ts';
import { SHAPE_NAMES, type ShapeName } from '../world/shapes.ts';
import { runHours } from './run-hours.ts';

interface Options {
  readonly seed: number;
  readonly seeds: number;
  readonly hours: number;
  readonly faults: readonly string[];
  readonly shape: ShapeName;
  readonly deliveries: number;
  readonly quiet: boolean;
}

const wholeNumber =
  (lowest: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < lowest)
      throw new InvalidArgumentError(`Expected a whole number of at least ${lowest}.`);
    return value;
  };

const hoursFrom = (text: string): number => {
  const value = Number(text);
  if (!(value > 0 && value <= 10_000))
    throw new InvalidArgumentError('Expected a number of hours above 0 and up to 10000.');
  return value;
};

const faultsFrom = (text: string): readonly string[] => {
  if (text === 'all') return FAULTS.map(({ name }) => name);
  if (text === 'none') return [];
  try {
    return text.split(',').map((name) => faultNamed(name.trim()).name);
  } catch (error) {
    throw new InvalidArgumentError(errorMessage(error));
  }
};

const print = (line: string): void => void process.stdout.write(`${line}\n`);

const simulate = async ({ seed, seeds, hours, faults, shape, deliveries, quiet }: Options): Promise<boolean> => {
  const { template } = await packageService(process.cwd(), (line) => process.stderr.write(`${line}\n`));
  const stack = readTemplate(template);
  const policy = registryPolicy(process.cwd());
  const results: RunResult[] = [];
  for (let each = seed; each < seed + seeds; each += 1) {
    print(
      `seed ${each}: ${hours} simulated hours of ${policy.name} (${shape}), faults: ${faults.join(', ') || 'none'}`,
    );
    const listeners = quiet ? {} : { announce: printFaults, log: (line: TimelineLine) => print(timelineText(line)) };
    results.push(await runHours({ seed: each, hours, faults, shape, stack, policy, deliveries, ...listeners }));
  }
  print('');
  print(recoveryTable(results.flatMap(({ outcomes }) => outcomes)));
  print('');
  print(checksText(results, (each) => commandFor({ seed: each, hours, faults, shape, deliveries })));
  return hasPassed(results);
};

const printFaults = (faults: readonly ScheduledFault[]): void => {
  for (const { at, fault } of faults)
    print(`  at ${toIso(at).slice(5, 19)}  ${fault.name} ${JSON.stringify(fault.details)}`);
};

const commandFor = ({ seed, hours, faults, shape, deliveries }: Omit<Options, 'seeds' | 'quiet'>): string =>
  [
    `npm run sim -- --seed ${seed} --hours ${hours} --faults ${faults.join(',') || 'none'}`,
    ...(shape === SHAPE_NAMES[0] ? [] : [`--shape ${shape}`]),
    ...(deliveries === 1 ? [] : [`--deliveries ${deliveries}`]),
  ].join(' ');

await new Command('npm run sim --')
  .description('Simulates hours of one service in virtual time. The same seed prints the same output, byte for byte.')
  .option('--seed <number>', 'seed of the random numbers', wholeNumber(0), 1)
  .option('--seeds <number>', 'number of seeds, from --seed on, each simulated separately', wholeNumber(1), 1)
  .option('--hours <number>', 'simulated hours for each seed', hoursFrom, 2)
  .option(
    '--faults <list>',
    `all, none, or names separated by commas: ${FAULTS.map(({ name }) => name).join(', ')}; only by name: ${FAULTS_BY_NAME.map(({ name }) => name).join(', ')}`,
    faultsFrom,
    faultsFrom('all'),
  )
  .addOption(new Option('--shape <name>', 'settings of the service').choices(SHAPE_NAMES).default(SHAPE_NAMES[0]))
  .option('--deliveries <number>', 'number of deliveries of every event and message', wholeNumber(1), 1)
  .option('--quiet', 'print only the summary', false)
  .action(async (options: Options) => {
    process.exitCode = (await simulate(options)) ? 0 : 1;
  })
  .parseAsync()
  .catch((error: unknown) => {
    process.stderr.write(`${errorMessage(error)}\n`);
    process.exitCode = 1;
  });
