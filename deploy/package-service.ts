import { spawn } from 'node:child_process';
import { copyFileSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ConfigInvalid } from '#shared/domain/model/errors.ts';
import { EXAMPLE_CONFIG } from './example-config.ts';
import { oneAtATime } from './file-lock.ts';

/** The patterns match the sources of a package. A package older than one of them is rebuilt. */
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
 * The packager reads these through links in a separate folder. It writes archives to `.serverless` in its working folder, where the
 * archives of the example could be mistaken for those of the operator and be deployed.
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

/** A packaging has an input and an output folder; both paths are relative to the root. */
export interface Packaging {
  /** The package contains the policies of this medic.yml. */
  readonly config: string;
  readonly folder: string;
}

const EXAMPLE: Packaging = { config: EXAMPLE_CONFIG, folder: '.medic/package' };
const TEMPLATE = 'cloudformation-template-update-stack.json';

export interface PackagedService {
  /** The folder contains the archives of the functions. */
  readonly folder: string;
  /** The template is the parsed CloudFormation template. */
  readonly template: unknown;
}

/**
 * Packages the service as a deployment does, unless the last package is newer than all its sources. It needs no AWS account. It runs
 * in one process at a time, because two packagings in one folder silently corrupt each other's archives.
 */
export const packageService = (
  root: string,
  log: (line: string) => void,
  packaging: Packaging = EXAMPLE,
): Promise<PackagedService> =>
  oneAtATime(join(root, '.medic', 'packaging.pid'), async () => {
    const folder = join(root, packaging.folder);
    if (!isFresh(root, packaging.config, join(folder, TEMPLATE))) {
      log('packaging the service (serverless package) …');
      await runServerless(root, packaging);
    }
    return { folder, template: JSON.parse(readFileSync(join(folder, TEMPLATE), 'utf8')) };
  });

const isFresh = (root: string, config: string, template: string): boolean => {
  const packagedAt = statSync(template, { throwIfNoEntry: false })?.mtimeMs;
  if (packagedAt === undefined) return false;
  const files = [config, ...SOURCES.flatMap((pattern) => globSync(pattern, { cwd: root }))];
  return files.every((file) => {
    const changedAt = statSync(join(root, file), { throwIfNoEntry: false })?.mtimeMs;
    return changedAt !== undefined && changedAt < packagedAt;
  });
};

/** Runs the packager in a temporary folder and removes it afterwards, because the packager leaves one folder per function. */
const runServerless = async (root: string, packaging: Packaging): Promise<void> => {
  const temporary = mkdtempSync(join(root, '.medic', 'packaging-'));
  const workingFolder = join(temporary, 'service');
  mkdirSync(workingFolder);
  for (const name of LINKED) symlinkSync(join(root, name), join(workingFolder, name));
  copyFileSync(join(root, 'serverless.yml'), join(workingFolder, 'serverless.yml')); // the packager rejects a link here
  try {
    await runIn(workingFolder, { root, temporary, ...packaging });
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
};

interface Run extends Packaging {
  readonly root: string;
  readonly temporary: string;
}

const runIn = async (workingFolder: string, { root, temporary, config, folder }: Run): Promise<void> => {
  const command = join(root, 'node_modules', '.bin', 'serverless');
  const options = ['--package', relative(workingFolder, join(root, folder)), '--param', `config=${join(root, config)}`];
  const child = spawn(process.execPath, [command, 'package', ...options], {
    cwd: workingFolder,
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
