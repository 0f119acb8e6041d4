import { Command, InvalidArgumentError } from 'commander';
import { packageService } from '#deploy/package-service.ts';
import { readTemplate } from '#local-aws/stack/template.ts';
import { toIso } from '#shared/domain/model/time.ts';
import { FAULTS, faultNamed } from '../faults/catalogue.ts';
import { checksText, isFlawless } from '../report/checks-text.ts';
import { oneLine } from '../report/one-line.ts';
import { recoveryTable } from '../report/outcomes-table.ts';
import { timelineText } from '../report/timeline-text.ts';
import { registryPolicy } from '../scenario/deployed-medic.ts';
import { type HoursPlayed, playHours } from './play-hours.ts';

interface Options {
  readonly seed: number;
  readonly seeds: number;
  readonly hours: number;
  readonly faults: readonly string[];
  readonly deliveries: number;
  readonly quiet: boolean;
}

const wholeNumber =
  (lowest: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < lowest)
      throw new InvalidArgumentError(`It has to be a whole number, at least ${lowest}.`);
    return value;
  };

const hoursFrom = (text: string): number => {
  const value = Number(text);
  if (!(value > 0 && value <= 10_000)) throw new InvalidArgumentError('It has to be a number of hours above 0.');
  return value;
};

const faultsFrom = (text: string): readonly string[] => {
  if (text === 'all') return FAULTS.map(({ name }) => name);
  if (text === 'none') return [];
  try {
    return text.split(',').map((name) => faultNamed(name.trim()).name);
  } catch (error) {
    throw new InvalidArgumentError(oneLine(error));
  }
};

const simulate = async ({ seed, seeds, hours, faults, deliveries, quiet }: Options): Promise<boolean> => {
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  const { template } = await packageService(process.cwd(), (line) => process.stderr.write(`${line}\n`));
  const stack = readTemplate(template);
  const policy = registryPolicy(process.cwd());
  const played: HoursPlayed[] = [];
  for (let each = seed; each < seed + seeds; each += 1) {
    say(`seed ${each}: ${hours} world hours of ${policy.name}, faults: ${faults.join(', ') || 'none'}`);
    played.push(
      await playHours({
        seed: each,
        hours,
        faults,
        stack,
        policy,
        deliveries,
        announce: (drawn) => {
          if (!quiet)
            for (const { at, fault } of drawn)
              say(`  at ${toIso(at).slice(5, 19)}  ${fault.name} ${JSON.stringify(fault.details)}`);
        },
        ...(quiet ? {} : { tell: (line) => say(timelineText(line)) }),
      }),
    );
  }
  say('');
  say(recoveryTable(played.flatMap(({ outcomes }) => outcomes)));
  say('');
  say(checksText(played, (each) => commandFor({ seed: each, hours, faults, deliveries })));
  return isFlawless(played);
};

const commandFor = ({ seed, hours, faults, deliveries }: Omit<Options, 'seeds' | 'quiet'>): string =>
  [
    `npm run sim -- --seed ${seed} --hours ${hours} --faults ${faults.join(',') || 'none'}`,
    ...(deliveries === 1 ? [] : [`--deliveries ${deliveries}`]),
  ].join(' ');

await new Command('npm run sim --')
  .description('Plays hours of one service in virtual time. The same seed prints the same, byte for byte.')
  .option('--seed <number>', 'what chance is drawn from', wholeNumber(0), 1)
  .option('--seeds <number>', 'how many seeds to play, from --seed on, each in a world of its own', wholeNumber(1), 1)
  .option('--hours <number>', 'world hours for each seed', hoursFrom, 2)
  .option(
    '--faults <list>',
    `all, none, or names with commas between: ${FAULTS.map(({ name }) => name).join(', ')}`,
    faultsFrom,
    faultsFrom('all'),
  )
  .option('--deliveries <number>', 'how often every event and message is delivered', wholeNumber(1), 1)
  .option('--quiet', 'only the summary', false)
  .action(async (options: Options) => {
    process.exitCode = (await simulate(options)) ? 0 : 1;
  })
  .parseAsync()
  .catch((error: unknown) => {
    process.stderr.write(`${oneLine(error)}\n`);
    process.exitCode = 1;
  });
