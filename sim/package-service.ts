import { spawn } from 'node:child_process';
import { copyFileSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ConfigInvalid } from '#shared/domain/errors.ts';
import { EXAMPLE_CONFIG } from './example.ts';
import { oneAtATime } from './one-at-a-time.ts';

/** All that a package is made of; newer than the package means that it has to be made again. */
const SOURCES = [
  'functions/**/*',
  'shared/**/*.ts',
  'events/**/*.ts',
  'deploy/**/*',
  'workflows/*.json',
  'serverless.yml',
  EXAMPLE_CONFIG,
  'package-lock.json',
];

/**
 * What the packager works on, by links in a folder of its own: it leaves its archives in `.serverless` of the folder that it runs in,
 * where those of the example could be taken for the user's and be deployed.
 */
const LINKED = [
  'functions',
  'shared',
  'events',
  'deploy',
  'workflows',
  'node_modules',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
];

const PACKAGE_FOLDER = '.medic/package';
const TEMPLATE = 'cloudformation-template-update-stack.json';

export interface PackagedService {
  /** Where the functions' archives are. */
  readonly folder: string;
  /** The CloudFormation template, parsed. */
  readonly template: unknown;
}

/**
 * Packages the service as a deployment would, unless the last package is newer than everything in it. Needs no AWS account.
 * One process at a time: two packagings in one folder spoil each other's archives without a word.
 */
export const packageService = (root: string, say: (line: string) => void): Promise<PackagedService> =>
  oneAtATime(join(root, '.medic', 'packaging.pid'), async () => {
    const folder = join(root, PACKAGE_FOLDER);
    if (!isFresh(root, join(folder, TEMPLATE))) {
      say('packaging the service (serverless package) …');
      await runServerless(root);
    }
    return { folder, template: JSON.parse(readFileSync(join(folder, TEMPLATE), 'utf8')) };
  });

const isFresh = (root: string, template: string): boolean => {
  const made = statSync(template, { throwIfNoEntry: false })?.mtimeMs;
  if (made === undefined) return false;
  return SOURCES.every((pattern) =>
    globSync(pattern, { cwd: root }).every((file) => statSync(join(root, file)).mtimeMs < made),
  );
};

/** The packager also leaves a temporary folder per function behind, so it gets one of its own for them; both go afterwards. */
const runServerless = async (root: string): Promise<void> => {
  const temporary = mkdtempSync(join(root, '.medic', 'packaging-'));
  const workshop = join(temporary, 'service');
  mkdirSync(workshop);
  for (const name of LINKED) symlinkSync(join(root, name), join(workshop, name));
  copyFileSync(join(root, 'serverless.yml'), join(workshop, 'serverless.yml')); // it takes no link for its own file
  try {
    await runIn(workshop, { root, temporary });
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
};

const runIn = async (
  workshop: string,
  { root, temporary }: { readonly root: string; readonly temporary: string },
): Promise<void> => {
  const command = join(root, 'node_modules', '.bin', 'serverless');
  const child = spawn(
    process.execPath,
    [command, 'package', '--package', relative(workshop, join(root, PACKAGE_FOLDER))],
    {
      cwd: workshop,
      env: {
        ...process.env,
        AWS_REGION: 'us-east-1',
        MEDIC_CONFIG: join(root, EXAMPLE_CONFIG),
        TMPDIR: temporary,
        SLS_NOTIFICATIONS_MODE: 'off',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const output: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (code !== 0) throw new ConfigInvalid('The service', Buffer.concat(output).toString('utf8').trim().split('\n'));
};
