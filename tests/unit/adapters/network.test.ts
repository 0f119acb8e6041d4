// Unit layer: network calls against real listeners on the loopback.
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { NetworkCallFailed, network } from '#shared/adapters/network/network.ts';
import { systemClock, systemIds } from '#shared/adapters/system/system.ts';

const AMPLE_MS = 5_000;
const SHORT_MS = 50;
const closers: (() => void)[] = [];

afterEach(() => {
  for (const close of closers.splice(0)) close();
});

const listen = async (server: net.Server): Promise<number> => {
  const sockets = new Set<net.Socket>();
  server.on('connection', (socket) => sockets.add(socket));
  closers.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
};

const answering = (status: number) =>
  listen(
    http.createServer((_, answer) => {
      answer.statusCode = status;
      answer.write('the beginning of a body that never ends');
    }),
  );
const hanging = () => listen(http.createServer(() => {}));
const resetting = () => listen(net.createServer((socket) => socket.destroy()));

/** A port that nobody listens on any more. */
const vacant = async (): Promise<number> => {
  const port = await listen(net.createServer());
  closers.splice(0).forEach((close) => void close());
  return port;
};

const failureOf = async (call: Promise<unknown>): Promise<string> => {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof NetworkCallFailed) return error.failure;
  throw new Error(`expected a failed network call, got ${error}`);
};

describe('an HTTP call', () => {
  it.each([200, 302, 404, 500])('answers status %p, without waiting for the body', async (status) => {
    const port = await answering(status);
    expect(await network().get(`http://127.0.0.1:${port}/work`, AMPLE_MS)).toEqual({ status });
  });

  it.each([
    { listener: 'hangs', listening: hanging, timeoutMs: SHORT_MS, failure: 'timeout' },
    { listener: 'is gone', listening: vacant, timeoutMs: AMPLE_MS, failure: 'refused' },
    { listener: 'breaks the connection off', listening: resetting, timeoutMs: AMPLE_MS, failure: 'error' },
  ])('to a listener that $listener fails as $failure', async ({ listening, timeoutMs, failure }) => {
    const port = await listening();
    expect(await failureOf(network().get(`http://127.0.0.1:${port}/`, timeoutMs))).toBe(failure);
  });

  it('to an address that is none fails as error', async () => {
    expect(await failureOf(network().get('http://', AMPLE_MS))).toBe('error');
  });

  it('over TLS to a listener without TLS fails as error', async () => {
    const port = await answering(200);
    expect(await failureOf(network().get(`https://127.0.0.1:${port}/`, AMPLE_MS))).toBe('error');
  });

  it('opens a connection of its own each time', async () => {
    let connections = 0;
    const server = http.createServer((_, answer) => answer.end());
    server.on('connection', () => {
      connections += 1;
    });
    const port = await listen(server);
    await network().get(`http://127.0.0.1:${port}/`, AMPLE_MS);
    await network().get(`http://127.0.0.1:${port}/`, AMPLE_MS);
    expect(connections).toBe(2);
  });
});

describe('a connection', () => {
  it('is made where somebody listens', async () => {
    await expect(network().connect('127.0.0.1', await hanging(), AMPLE_MS)).resolves.toBeUndefined();
  });

  it('is refused where nobody does', async () => {
    expect(await failureOf(network().connect('127.0.0.1', await vacant(), AMPLE_MS))).toBe('refused');
  });

  it('names what it was to reach, and keeps the cause', async () => {
    const port = await vacant();
    await expect(network().connect('127.0.0.1', port, AMPLE_MS)).rejects.toMatchObject({
      name: 'NetworkCallFailed',
      message: `connect to 127.0.0.1:${port}: refused`,
      cause: { code: 'ECONNREFUSED' },
    });
  });
});

describe('a name', () => {
  it('resolves when it has an address', async () => {
    await expect(network().resolve('localhost', AMPLE_MS)).resolves.toBeUndefined();
  });

  it('fails when it has none', async () => {
    expect(['error', 'timeout']).toContain(await failureOf(network().resolve('no-such-name.invalid', AMPLE_MS)));
  });
});

describe('the system', () => {
  it('tells a time that does not run backwards', () => {
    expect(systemClock.now()).toBeLessThanOrEqual(systemClock.now());
  });

  it('gives an id once', () => {
    expect(systemIds.next()).not.toBe(systemIds.next());
  });
});
