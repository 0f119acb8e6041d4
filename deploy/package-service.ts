import { spawn } from 'node:child_process';
import { copyFileSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ConfigInvalid } from '#shared/domain/model/errors.ts';
import { EXAMPLE_CONFIG } from './example-config.ts';
import { oneAtATime } from './file-lock.ts';

/** The sources of a package; a package older than any of them is made again. */
const SOURCES = [
  'functions/**/*',
  'shared/**/*.ts',
  'events/**/*.ts',
  'deploy/**/*',
  'workflows/*.json',
  'serverless.yml',
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

/** What is packaged, and where to; both paths are relative to the root. */
export interface Packaging {
  /** The medic.yml. */
  readonly config: string;
  readonly folder: string;
}

const EXAMPLE: Packaging = { config: EXAMPLE_CONFIG, folder: '.medic/package' };
const TEMPLATE = 'cloudformation-template-update-stack.json';

export interface PackagedService {
  /** The folder of the functions' archives. */
  readonly folder: string;
  /** The CloudFormation template, parsed. */
  readonly template: unknown;
}

/**
 * Packages the service as a deployment does, unless the last package is newer than all its sources. Needs no AWS account. Runs in
 * one process at a time, because two packagings in one folder silently corrupt each other's archives.
 */
export const packageService = (
  root: string,
  say: (line: string) => void,
  packaging: Packaging = EXAMPLE,
): Promise<PackagedService> =>
  oneAtATime(join(root, '.medic', 'packaging.pid'), async () => {
    const folder = join(root, packaging.folder);
    if (!isFresh(root, packaging.config, join(folder, TEMPLATE))) {
      say('packaging the service (serverless package) …');
      await runServerless(root, packaging);
    }
    return { folder, template: JSON.parse(readFileSync(join(folder, TEMPLATE), 'utf8')) };
  });

const isFresh = (root: string, config: string, template: string): boolean => {
  const made = statSync(template, { throwIfNoEntry: false })?.mtimeMs;
  if (made === undefined) return false;
  const files = [config, ...SOURCES.flatMap((pattern) => globSync(pattern, { cwd: root }))];
  return files.every((file) => {
    const changed = statSync(join(root, file), { throwIfNoEntry: false })?.mtimeMs;
    return changed !== undefined && changed < made;
  });
};

/** Runs the packager in a temporary folder, which is removed afterwards: the packager leaves one folder per function behind. */
const runServerless = async (root: string, packaging: Packaging): Promise<void> => {
  const temporary = mkdtempSync(join(root, '.medic', 'packaging-'));
  const workshop = join(temporary, 'service');
  mkdirSync(workshop);
  for (const name of LINKED) symlinkSync(join(root, name), join(workshop, name));
  copyFileSync(join(root, 'serverless.yml'), join(workshop, 'serverless.yml')); // it takes no link for its own file
  try {
    await runIn(workshop, { root, temporary, ...packaging });
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
};

interface Run extends Packaging {
  readonly root: string;
  readonly temporary: string;
}

const runIn = async (workshop: string, { root, temporary, config, folder }: Run): Promise<void> => {
  const command = join(root, 'node_modules', '.bin', 'serverless');
  const options = ['--package', relative(workshop, join(root, folder)), '--param', `config=${join(root, config)}`];
  const child = spawn(process.execPath, [command, 'package', ...options], {
    cwd: workshop,
    env: {
      ...process.env,
      AWS_REGION: 'us-east-1',
      TMPDIR: temporary,
      SLS_NOTIFICATIONS_MODE: 'off',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (code !== 0) throw new ConfigInvalid('The service', Buffer.concat(output).toString('utf8').trim().split('\n'));
};
