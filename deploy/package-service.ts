import { spawn } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigInvalid } from '#shared/domain/model/errors.ts';
import { oneAtATime } from './file-lock.ts';

/** The sources of a package; a package older than any of them is made again. */
const SOURCES = [
  'functions/**/*',
  'shared/**/*.ts',
  'events/**/*.ts',
  'deploy/**/*',
  'workflows/*.json',
  'serverless.yml',
  'medic.yml',
  'package-lock.json',
];

const PACKAGE_FOLDER = '.medic/package';
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

/** Gives the packager a temporary folder of its own, which is removed afterwards, because it leaves one per function behind. */
const runServerless = async (root: string): Promise<void> => {
  const temporary = mkdtempSync(join(root, '.medic', 'packaging-'));
  try {
    await runInto(root, temporary);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
};

const runInto = async (root: string, temporary: string): Promise<void> => {
  const command = join(root, 'node_modules', '.bin', 'serverless');
  const child = spawn(process.execPath, [command, 'package', '--package', PACKAGE_FOLDER], {
    cwd: root,
    env: { ...process.env, AWS_REGION: 'us-east-1', TMPDIR: temporary, SLS_NOTIFICATIONS_MODE: 'off' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (code !== 0) throw new ConfigInvalid('The service', Buffer.concat(output).toString('utf8').trim().split('\n'));
};
