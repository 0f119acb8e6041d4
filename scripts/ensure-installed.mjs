/**
 * Makes a fresh clone ready: runs `npm ci` when node_modules is absent or older than package-lock.json, and says so.
 * Never where node_modules is a link: npm would empty the folder behind it, which is somebody else's.
 * Plain Node 20 without packages, because it runs before there are any; everything after it runs on the Node that it installs.
 */
import { spawn } from 'node:child_process';
import { lstatSync, readlinkSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { chdir, exit, stderr } from 'node:process';
import { fileURLToPath } from 'node:url';

const LEAST_NODE = 20;
const PROGRESS_EVERY_MS = 5000;

chdir(dirname(dirname(fileURLToPath(import.meta.url))));
if (!isInstalled()) await install();

/** npm writes its own copy of the lock file last, so that one half-done counts as not done. */
function isInstalled() {
  const installed = statSync('node_modules/.package-lock.json', { throwIfNoEntry: false });
  const wanted = statSync('package-lock.json', { throwIfNoEntry: false });
  if (!wanted) fail('package-lock.json is missing; this is not a complete clone.');
  return installed !== undefined && installed.mtimeMs >= wanted.mtimeMs;
}

async function install() {
  const [major] = process.versions.node.split('.');
  if (Number(major) < LEAST_NODE) fail(`Node ${LEAST_NODE} or newer is needed; this is ${process.versions.node}.`);
  if (isLink('node_modules'))
    fail(
      `node_modules is a link to ${readlinkSync('node_modules')}, whose packages are not those of this package-lock.json; npm ci would delete them. ` +
        'Run npm ci where they belong, or remove the link and start again.',
    );
  say('Installing packages (npm ci); this is needed once and takes about a minute ...');
  const startedAt = Date.now();
  const progress = setInterval(() => say(`  still installing, ${seconds(startedAt)} s`), PROGRESS_EVERY_MS);
  const { code, output } = await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error', '--progress=false']);
  clearInterval(progress);
  if (code !== 0) fail(`${output.trim()}\nnpm ci failed. Is the npm registry reachable? Try again with: npm ci`);
  say(`Packages are installed (${seconds(startedAt)} s).`);
}

function isLink(path) {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}

/** Keeps the output for the case of failure; on success there is nothing in it that a reader could act on. */
function run(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => resolve({ code: 1, output: error.message }));
    child.on('close', (code) => resolve({ code, output }));
  });
}

function seconds(since) {
  return Math.round((Date.now() - since) / 1000);
}

function say(line) {
  stderr.write(`${line}\n`);
}

function fail(text) {
  say(text);
  exit(1);
}
