// Unit layer: the script that installs packages, in a clone of its own and with an npm that only says that it was called.
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const SCRIPT = join('scripts', 'ensure-installed.mjs');
const LOCKED_AT = new Date('2026-11-23T10:00:00Z');

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'installed-'));
  for (const name of ['clone/scripts', 'others', 'bin']) mkdirSync(join(folder, name), { recursive: true });
  copyFileSync(SCRIPT, join(folder, 'clone', SCRIPT));
  writeFileSync(join(folder, 'clone', 'package-lock.json'), '{}');
  utimesSync(join(folder, 'clone', 'package-lock.json'), LOCKED_AT, LOCKED_AT);
  writeFileSync(join(folder, 'bin', 'npm'), `#!/bin/sh\necho "$@" > '${join(folder, 'npm-was-called')}'\n`, {
    mode: 0o755,
  });
});

afterEach(() => rmSync(folder, { recursive: true }));

/** The packages of a folder, installed this long after the lock file was written. */
const install = (name: string, secondsAfter: number): void => {
  const lock = join(folder, name, '.package-lock.json');
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(lock, '{}');
  const at = new Date(LOCKED_AT.getTime() + secondsAfter * 1000);
  utimesSync(lock, at, at);
};

const ensure = () => {
  const PATH = `${join(folder, 'bin')}${delimiter}${process.env.PATH}`;
  const { status, stderr } = spawnSync(process.execPath, [join(folder, 'clone', SCRIPT)], {
    env: { ...process.env, PATH },
    encoding: 'utf8',
  });
  return { status, stderr, npmCalled: readdirSync(folder).includes('npm-was-called') };
};

it.each([
  { secondsAfter: -1, npmCalled: true },
  { secondsAfter: 0, npmCalled: false },
  { secondsAfter: 1, npmCalled: false },
])(
  'packages $secondsAfter s newer than the lock file are installed anew: $npmCalled',
  ({ secondsAfter, npmCalled }) => {
    install('clone/node_modules', secondsAfter);
    expect(ensure()).toMatchObject({ status: 0, npmCalled });
  },
);

it('without any packages they are installed', () => {
  expect(ensure()).toMatchObject({ status: 0, npmCalled: true });
});

describe('where node_modules is a link to the packages of somebody else', () => {
  beforeEach(() => symlinkSync(join(folder, 'others'), join(folder, 'clone', 'node_modules')));

  it.each(['older than the lock file', 'not there'])(
    'that are %s it stops, says what to do, and leaves them alone',
    (age) => {
      if (age === 'older than the lock file') install('others', -1);
      const { status, stderr, npmCalled } = ensure();
      expect({ status, npmCalled }).toEqual({ status: 1, npmCalled: false });
      expect(stderr).toContain(`node_modules is a link to ${join(folder, 'others')}`);
      expect(stderr).toMatch(/Run npm ci where they belong, or remove the link and start again\.\n$/);
    },
  );

  it('that are new enough it uses them', () => {
    install('others', 1);
    expect(ensure()).toEqual({ status: 0, stderr: '', npmCalled: false });
  });

  it('that are gone altogether it stops as well', () => {
    rmSync(join(folder, 'others'), { recursive: true });
    expect(ensure()).toMatchObject({ status: 1, npmCalled: false });
  });
});
