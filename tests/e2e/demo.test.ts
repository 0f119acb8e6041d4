// End-to-end layer: the packaged bundles in child processes, over HTTP, in accelerated real time.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { jest } from '@jest/globals';
import { runDemo } from '#sim/demo/run-demo.ts';
import { registryPolicy } from '#sim/scenario/deployed-medic.ts';
import { packagedService, ROOT } from '#tests/simulation/packaged-service.ts';

jest.setTimeout(180_000);

const packaged = await packagedService();

const listening = async (): Promise<{ readonly server: Server; readonly port: number }> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
};

const freePort = async (): Promise<number> => {
  const { server, port } = await listening();
  server.close();
  await once(server, 'close');
  return port;
};

const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'medic-'));

/** Lists the child processes that run functions (Linux). */
const functionProcessesOf = (parent: number): readonly number[] =>
  readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && isFunctionProcess(pid, parent));

const isFunctionProcess = (pid: number, parent: number): boolean => {
  try {
    const [, parentOf] = /^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(parentOf) === parent && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('bootstrap.mjs');
  } catch {
    return false; // The process has ended meanwhile.
  }
};

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** Runs `npm start -- ...` without npm. */
const startDemo = (options: readonly string[], folder = ROOT): ChildProcess => {
  const { NODE_OPTIONS: _, ...environment } = process.env;
  return spawn(process.execPath, [join(ROOT, 'sim/demo/main.ts'), ...options], { cwd: folder, env: environment });
};

const endOf = async (demo: ChildProcess): Promise<{ readonly code: number | null; readonly errors: string }> => {
  const [errors, [code]] = await Promise.all([demo.stderr ? text(demo.stderr) : '', once(demo, 'exit')]);
  return { code, errors };
};

describe('the demo of a hung task', () => {
  it('replaces the task in three steps of one incident, sends an alert, and ends all its processes', async () => {
    const lines: string[] = [];
    const root = temporaryFolder();
    let mostProcesses = 0;
    const code = await runDemo({
      root,
      policy: registryPolicy(ROOT),
      packaged,
      faults: ['hung-task'],
      speed: 30,
      seed: 1,
      port: await freePort(),
      keep: false,
      print: (line) => {
        lines.push(line);
        mostProcesses = Math.max(mostProcesses, functionProcessesOf(process.pid).length);
      },
    });
    rmSync(root, { recursive: true });
    const output = lines.join('\n');
    expect({ code, output }).toMatchObject({ code: 0 });
    expect(output).toContain('Faults to inject: hung-task.');
    const steps = [...output.matchAll(/acted\S*\s+(\w+: stop-task \/ \w+)/g)].map(([, step]) => step);
    expect(steps).toEqual(['done: stop-task / surge', 'done: stop-task / retire', 'done: stop-task / settle']);
    expect(output.match(/opened\S*\s+incident/g)).toHaveLength(1);
    expect(output).toMatch(/alerted\S*\s+resolved: /);
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
    expect(processes.filter(isRunning)).toEqual([]);
  });

  it('reports in one line that its port is in use, and how to choose another one', async () => {
    const { server, port } = await listening();
    const { code, errors } = await endOf(startDemo(['--port', String(port)]));
    server.close();
    const message = `Port ${port} is in use; stop the process that listens on it, or choose another port with --port.\n`;
    expect({ code, errors }).toEqual({ code: 1, errors: message });
  });

  it('reports every error in medic.yml with its line, before it packages anything', async () => {
    const folder = temporaryFolder();
    writeFileSync(
      join(folder, 'medic.yml'),
      'services:\n  - name: registry\n    cluster: ml-platform\n    service: ""\n    cadenceSeconds: 1\n    modus: auto\n',
    );
    const { code, errors } = await endOf(startDemo([], folder));
    expect(readdirSync(folder)).toEqual(['medic.yml']);
    rmSync(folder, { recursive: true });
    expect(code).toBe(1);
    for (const line of [4, 5, 6]) expect(errors).toMatch(new RegExp(`\\b(line |:)${line}\\b`));
  });

  it.each([
    { options: ['--fault', 'gremlins'], message: 'no fault "gremlins"; there are: hung-task, ' },
    { options: ['--speed', '61'], message: 'Expected a number from 1 to 60.' },
    { options: ['--speed', '0.9'], message: 'Expected a number from 1 to 60.' },
    { options: ['--port', '1023'], message: 'Expected a number from 1024 to 65535.' },
  ])('refuses $options', async ({ options, message }) => {
    const { code, errors } = await endOf(startDemo(options));
    expect(code).toBe(1);
    expect(errors).toContain(message);
  });
});
