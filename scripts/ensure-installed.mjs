/**
 * The script prepares a fresh clone: it runs `npm ci` when node_modules is absent or older than package-lock.json, and logs it.
 * It rejects a node_modules that is a link, because npm would delete the content of the linked folder.
 * It requires only Node 20 without packages, because it runs before they are installed. All other scripts run on the Node in node_modules.
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

/** Compares the lock files. npm writes its own copy last, so that an interrupted installation counts as not installed. */
function isInstalled() {
  const installed = statSync('node_modules/.package-lock.json', { throwIfNoEntry: false });
  const required = statSync('package-lock.json', { throwIfNoEntry: false });
  if (!required) fail('package-lock.json is missing; this is not a complete clone.');
  return installed !== undefined && installed.mtimeMs >= required.mtimeMs;
}

async function install() {
  const [major] = process.versions.node.split('.');
  if (Number(major) < LEAST_NODE) fail(`Node ${LEAST_NODE} or newer is required; this is ${process.versions.node}.`);
  if (isLink('node_modules'))
    fail(
      `node_modules is a link to ${readlinkSync('node_modules')}, whose packages do not match this package-lock.json; npm ci would delete them. ` +
        'Run npm ci in the linked clone, or remove the link and start again.',
    );
  log('Installing packages (npm ci); this is needed once and takes about a minute ...');
  const startedAt = Date.now();
  const progress = setInterval(() => log(`  still installing, ${seconds(startedAt)} s`), PROGRESS_EVERY_MS);
  const { code, output } = await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error', '--progress=false']);
  clearInterval(progress);
  if (code !== 0) fail(`${output.trim()}\nnpm ci failed. Is the npm registry reachable? Try again with: npm ci`);
  log(`Packages are installed (${seconds(startedAt)} s).`);
}

function isLink(path) {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}

/** Runs a command and collects its output, which is only shown after a failure. */
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

function log(line) {
  stderr.write(`${line}\n`);
}

function fail(text) {
  log(text);
  exit(1);
}
