/**
 * Measures how long each packaged function takes to load its handler, and its size, beside an empty handler with one SDK client that is
 * bundled with the same options; each time in a fresh process, all in turns, medians. Other work on the machine stretches the time of
 * whatever it meets, so the ratio is of CPU time. It is to the handler as one file, which is what a function without code splitting is;
 * split like the functions the handler is faster, and the last column says how they compare with that. Prints a table; exits with 1 when
 * a function is over its bounds.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import { packageService } from '#deploy/package-service.ts';
import { unpackBundle } from '#sim/demo/bundles.ts';
import { percentile } from '#sim/report/percentile.ts';
import { table } from '#sim/report/table.ts';
import { bundlingOptions, LARGEST_ARCHIVE_BYTES } from './bundle.ts';

/** Most that the cold import of a function may take, as a multiple of the baseline. */
const LONGEST_RATIO = 1.5;
const ROUNDS = 15;

/** The least that a function which asks AWS anything can be. */
const BASELINE = `import { ECSClient } from '@aws-sdk/client-ecs';
const client = new ECSClient({});
export const handler = async () => client.config.serviceId;
`;

interface Bundle {
  readonly name: string;
  readonly file: string;
  readonly zippedBytes?: number;
}

interface Time {
  readonly wallMs: number;
  readonly cpuMs: number;
}

interface Row extends Bundle, Time {
  readonly ratio: number;
  readonly ratioToSplit: number;
}

/** Measures everything and prints a table; answers whether everything is within its bounds. */
const benchColdImports = async (root: string, say: (line: string) => void): Promise<boolean> => {
  const folder = mkdtempSync(join(tmpdir(), 'medic-bench-'));
  try {
    const bundles = [...(await baselines(root, folder)), ...(await packagedFunctions(root, folder, say))];
    const rows = measure(bundles);
    say(textOf(rows));
    return rows.every(isWithinBounds);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const baselines = async (root: string, folder: string): Promise<readonly Bundle[]> => {
  const options = bundlingOptions(root);
  return [
    await baseline('one client, in one file', join(folder, 'one-file'), { ...options, splitting: false }),
    await baseline('one client, split as the functions are', join(folder, 'split'), options),
  ];
};

const baseline = async (name: string, outdir: string, options: BuildOptions): Promise<Bundle> => {
  const stdin = { contents: BASELINE, resolveDir: options.absWorkingDir ?? '.', sourcefile: 'handler.ts' };
  await build({ ...options, stdin, entryNames: 'handler', outdir });
  return { name, file: join(outdir, 'handler.mjs') };
};

const packagedFunctions = async (
  root: string,
  folder: string,
  say: (line: string) => void,
): Promise<readonly Bundle[]> => {
  const packaged = await packageService(root, say);
  return readdirSync(packaged.folder)
    .filter((file) => file.endsWith('.zip'))
    .map((file) => {
      const name = file.replace(/\.zip$/, '');
      const archive = join(packaged.folder, file);
      const unpacked = unpackBundle(archive, join(folder, name));
      return { name, file: join(unpacked, 'functions', name, 'handler.mjs'), zippedBytes: statSync(archive).size };
    });
};

const measure = (bundles: readonly Bundle[]): readonly Row[] => {
  const rounds = Array.from({ length: ROUNDS }, () => bundles.map(({ file }) => coldImport(file)));
  const timed = bundles.map((bundle, index) => ({
    ...bundle,
    ...medianOf(rounds.flatMap((round) => round[index] ?? [])),
  }));
  const [oneFile, split] = timed;
  return timed.map((each) => ({
    ...each,
    ratio: each.cpuMs / (oneFile?.cpuMs ?? Number.NaN),
    ratioToSplit: each.cpuMs / (split?.cpuMs ?? Number.NaN),
  }));
};

const medianOf = (times: readonly Time[]): Time => ({
  wallMs: percentile(
    times.map(({ wallMs }) => wallMs),
    50,
  ),
  cpuMs: percentile(
    times.map(({ cpuMs }) => cpuMs),
    50,
  ),
});

/** The environment that Lambda gives the process; the import itself makes no call. */
const ENVIRONMENT = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
};

const coldImport = (file: string): Time => {
  const script = `const [start, cpu] = [performance.now(), process.cpuUsage()];
await import(${JSON.stringify(pathToFileURL(file).href)});
const { user, system } = process.cpuUsage(cpu);
const time = { wallMs: performance.now() - start, cpuMs: (user + system) / 1000 };
process.stdout.write(JSON.stringify(time), () => process.exit());`;
  const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', script], { env: ENVIRONMENT });
  return JSON.parse(printed.toString()) as Time;
};

const isWithinBounds = ({ ratio, zippedBytes = 0 }: Row): boolean =>
  ratio <= LONGEST_RATIO && zippedBytes < LARGEST_ARCHIVE_BYTES;

const textOf = (rows: readonly Row[]): string =>
  table([
    ['function', 'zipped kB', 'cold import ms', 'CPU ms', 'ratio', 'to split', ''],
    ...rows.map((row) => [
      row.name,
      row.zippedBytes === undefined ? '-' : (row.zippedBytes / 1_000).toFixed(0),
      row.wallMs.toFixed(0),
      row.cpuMs.toFixed(0),
      row.ratio.toFixed(2),
      row.ratioToSplit.toFixed(2),
      isWithinBounds(row) ? '' : 'TOO MUCH',
    ]),
  ]);

const isWithinAllBounds = await benchColdImports(process.cwd(), (line) => console.log(line));
process.exitCode = isWithinAllBounds ? 0 : 1;
