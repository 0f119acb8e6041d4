// Unit layer: the script that installs packages, in a clone of its own and with an npm that only records that it was called.
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const SCRIPT = join('scripts', 'ensure-installed.mjs');
const LOCKED_AT = new Date('2026-11-23T10:00:00Z');

let folder: string;
const path = (...names: readonly string[]): string => join(folder, ...names);

beforeEach(() => {
  folder = fs.mkdtempSync(join(tmpdir(), 'installed-'));
  for (const name of ['clone/scripts', 'shared', 'bin']) fs.mkdirSync(path(name), { recursive: true });
  fs.copyFileSync(SCRIPT, path('clone', SCRIPT));
  fs.writeFileSync(path('clone', 'package-lock.json'), '{}');
  fs.utimesSync(path('clone', 'package-lock.json'), LOCKED_AT, LOCKED_AT);
  fs.writeFileSync(path('bin', 'npm'), `#!/bin/sh\necho "$@" > '${path('npm-was-called')}'\n`, { mode: 0o755 });
});

afterEach(() => fs.rmSync(folder, { recursive: true }));

/** Packages in a folder, installed so many seconds after the lock file was written. */
const install = (name: string, secondsAfter: number): void => {
  const lock = path(name, '.package-lock.json');
  fs.mkdirSync(path(name), { recursive: true });
  fs.writeFileSync(lock, '{}');
  const at = new Date(LOCKED_AT.getTime() + secondsAfter * 1000);
  fs.utimesSync(lock, at, at);
};

const ensure = () => {
  const env = { ...process.env, PATH: `${path('bin')}${delimiter}${process.env.PATH}` };
  const { status, stderr } = spawnSync(process.execPath, [path('clone', SCRIPT)], { env, encoding: 'utf8' });
  return { status, stderr, npmCalled: fs.existsSync(path('npm-was-called')) };
};

it.each([
  { secondsAfter: -1, npmCalled: true },
  { secondsAfter: 0, npmCalled: false },
  { secondsAfter: 1, npmCalled: false },
])('packages $secondsAfter s newer than the lock file are reinstalled: $npmCalled', ({ secondsAfter, npmCalled }) => {
  install('clone/node_modules', secondsAfter);
  expect(ensure()).toMatchObject({ status: 0, npmCalled });
});

it('missing packages are installed', () => {
  expect(ensure()).toMatchObject({ status: 0, npmCalled: true });
});

describe('where node_modules is a link to shared packages', () => {
  beforeEach(() => fs.symlinkSync(path('shared'), path('clone', 'node_modules')));

  it.each(['older than the lock file', 'missing'])('packages that are %s are left alone, with an advice', (state) => {
    if (state !== 'missing') install('shared', -1);
    const { status, stderr, npmCalled } = ensure();
    expect({ status, npmCalled }).toEqual({ status: 1, npmCalled: false });
    expect(stderr).toContain(`node_modules is a link to ${path('shared')}`);
    expect(stderr).toMatch(/Run npm ci in the linked clone, or remove the link and start again\.\n$/);
  });

  it('packages that are new enough are used', () => {
    install('shared', 1);
    expect(ensure()).toEqual({ status: 0, stderr: '', npmCalled: false });
  });

  it('a broken link ends the script without an installation', () => {
    fs.rmSync(path('shared'), { recursive: true });
    expect(ensure()).toMatchObject({ status: 1, npmCalled: false });
  });
});
