// End-to-end layer: the packaged bundles in processes of their own, over the wire, in real time made faster.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { jest } from '@jest/globals';
import { playDemo } from '#sim/demo/play-demo.ts';
import { EXAMPLE_CONFIG } from '#sim/example.ts';
import { registryPolicy } from '#sim/play/deployed-medic.ts';
import { PACKAGING_TIMEOUT_MS, packagedService, ROOT } from '#tests/simulation/packaged-service.ts';

jest.setTimeout(180_000);

beforeAll(async () => {
  await packagedService();
}, PACKAGING_TIMEOUT_MS);

const listening = async (port = 0): Promise<{ readonly server: Server; readonly port: number }> => {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
};

const freePort = async (): Promise<number> => {
  const { server, port } = await listening();
  server.close();
  await once(server, 'close');
  return port;
};

/** The processes that run functions for this one, as Linux lists them. */
const functionProcessesOf = (parent: number): readonly number[] =>
  readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && isFunctionProcess(pid, parent));

const isFunctionProcess = (pid: number, parent: number): boolean => {
  try {
    const [, parentOf] = /^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(parentOf) === parent && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('bootstrap.mjs');
  } catch {
    return false; // it has ended meanwhile
  }
};

const isThere = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** `npm start -- ...`, as npm runs it. */
const startDemo = (options: readonly string[], folder = ROOT): ChildProcess => {
  const { NODE_OPTIONS: _, ...environment } = process.env;
  return spawn(process.execPath, [join(ROOT, 'sim/demo/main.ts'), ...options], { cwd: folder, env: environment });
};

const endOf = async (demo: ChildProcess): Promise<{ readonly code: number | null; readonly errors: string }> => {
  const [errors, [code]] = await Promise.all([demo.stderr ? text(demo.stderr) : '', once(demo, 'exit')]);
  return { code, errors };
};

describe('a task that hangs, before the packaged functions', () => {
  it('is found, replaced by surge, retire and settle under one execution, proven and told; then every process ends', async () => {
    const told: string[] = [];
    const folder = mkdtempSync(join(tmpdir(), 'medic-'));
    let mostProcesses = 0;
    const code = await playDemo({
      root: folder,
      policy: registryPolicy(ROOT),
      packaged: await packagedService(),
      faults: ['hung-task'],
      speed: 30,
      seed: 1,
      port: await freePort(),
      keep: false,
      say: (line) => {
        told.push(line);
        mostProcesses = Math.max(mostProcesses, functionProcessesOf(process.pid).length);
      },
    });
    rmSync(folder, { recursive: true });
    const story = told.join('\n');
    expect({ code, story }).toMatchObject({ code: 0 });
    const steps = [...story.matchAll(/did\S*\s+(\w+): stop-task \/ (\w+)/g)].map(([, outcome, step]) => [
      outcome,
      step,
    ]);
    expect(steps).toEqual([
      ['done', 'surge'],
      ['done', 'retire'],
      ['done', 'settle'],
    ]);
    expect(story.match(/opened\S*\s+incident/g)).toHaveLength(1);
    expect(story).toMatch(/alerted\S*\s+resolved: /);
    expect(mostProcesses).toBeGreaterThan(3);
    expect(functionProcessesOf(process.pid)).toEqual([]);
  });
});

describe('npm start', () => {
  it('ends with 130 on Ctrl-C and leaves no process behind', async () => {
    const port = await freePort();
    const demo = startDemo(['--fault', 'hung-task', '--port', String(port)]);
    const ended = endOf(demo);
    let processes: readonly number[] = [];
    for await (const chunk of demo.stdout ?? []) {
      if (!String(chunk).includes('hung-task: ')) continue;
      processes = functionProcessesOf(demo.pid ?? 0);
      demo.kill('SIGINT');
    }
    const { code, errors } = await ended;
    rmSync(join(ROOT, '.medic', String(port)), { recursive: true });
    expect({ code, errors }).toEqual({ code: 130, errors: '' });
    expect(processes.length).toBeGreaterThan(0);
    expect(processes.filter(isThere)).toEqual([]);
  });

  it('says in one line that its port is taken, and how to choose another one', async () => {
    const { server, port } = await listening();
    const { code, errors } = await endOf(startDemo(['--port', String(port)]));
    server.close();
    expect(errors).toBe(`Port ${port} is taken; end what listens there, or choose another one with --port.\n`);
    expect(code).toBe(1);
  });

  it('names every fault of its medic.yml at once, with its line, before anything is packaged', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'medic-'));
    mkdirSync(join(folder, 'examples/registry'), { recursive: true });
    writeFileSync(
      join(folder, EXAMPLE_CONFIG),
      'services:\n  - name: registry\n    cluster: ml-platform\n    service: ""\n    cadenceSeconds: 1\n    modus: auto\n',
    );
    const { code, errors } = await endOf(startDemo([], folder));
    expect(readdirSync(folder)).toEqual(['examples']);
    rmSync(folder, { recursive: true });
    expect(code).toBe(1);
    for (const line of [4, 5, 6]) expect(errors).toMatch(new RegExp(`\\b(line |:)${line}\\b`));
  });

  it.each([
    { options: ['--fault', 'gremlins'], says: 'no fault "gremlins"; there are: hung-task, ' },
    { options: ['--speed', '61'], says: 'It has to be a number from 1 to 60.' },
    { options: ['--speed', '0.9'], says: 'It has to be a number from 1 to 60.' },
    { options: ['--port', '1023'], says: 'It has to be a number from 1024 to 65535.' },
  ])('refuses $options', async ({ options, says }) => {
    const { code, errors } = await endOf(startDemo(options));
    expect(code).toBe(1);
    expect(errors).toContain(says);
  });
});
