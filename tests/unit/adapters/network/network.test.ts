// Unit layer: network calls against real listeners on the loopback.
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { NetworkCallFailed, network } from '#shared/adapters/network/network.ts';

/** Only a hanging listener uses up a timeout. */
const AMPLE_MS = 5_000;
const SHORT_MS = 50;
const closings: (() => void)[] = [];

afterEach(() => {
  for (const close of closings.splice(0)) close();
});

const listen = async (server: net.Server): Promise<number> => {
  const sockets = new Set<net.Socket>();
  server.on('connection', (socket) => sockets.add(socket));
  closings.push(() => {
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
      answer.write('the start of a body that never ends');
    }),
  );
const hanging = () => listen(http.createServer(() => {}));
const resetting = () => listen(net.createServer((socket) => socket.destroy()));

/** Returns a port without a listener. */
const closed = async (): Promise<number> => {
  const server = net.createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
};

const failureOf = async (call: Promise<unknown>): Promise<string> => {
  const error = await call.catch((reason: unknown) => reason);
  if (error instanceof NetworkCallFailed) return error.failure;
  throw new Error(`expected a failed network call, got ${error}`);
};

it.each([200, 302, 404, 500])('GET answers the status %p without waiting for the body', async (status) => {
  const url = `http://127.0.0.1:${await answering(status)}/work`;
  expect(await network().get(url, AMPLE_MS)).toEqual({ status });
});

it.each([
  { listener: 'that hangs', listening: hanging, timeoutMs: SHORT_MS, failure: 'timeout' },
  { listener: 'that is gone', listening: closed, timeoutMs: AMPLE_MS, failure: 'refused' },
  { listener: 'that resets the connection', listening: resetting, timeoutMs: AMPLE_MS, failure: 'error' },
])('GET from a listener $listener fails as $failure', async ({ listening, timeoutMs, failure }) => {
  const url = `http://127.0.0.1:${await listening()}/`;
  expect(await failureOf(network().get(url, timeoutMs))).toBe(failure);
});

it('GET fails as error for an invalid URL, and over TLS from a listener without TLS', async () => {
  expect(await failureOf(network().get('http://', AMPLE_MS))).toBe('error');
  expect(await failureOf(network().get(`https://127.0.0.1:${await answering(200)}/`, AMPLE_MS))).toBe('error');
});

it('each GET opens its own connection', async () => {
  let connections = 0;
  const server = http.createServer((_, answer) => answer.end());
  server.on('connection', () => {
    connections += 1;
  });
  const url = `http://127.0.0.1:${await listen(server)}/`;
  await network().get(url, AMPLE_MS);
  await network().get(url, AMPLE_MS);
  expect(connections).toBe(2);
});

it('connecting succeeds where a listener accepts connections', async () => {
  await expect(network().connect('127.0.0.1', await hanging(), AMPLE_MS)).resolves.toBeUndefined();
});

it('connecting to a port without a listener is refused, with the target and the cause in the error', async () => {
  const port = await closed();
  await expect(network().connect('127.0.0.1', port, AMPLE_MS)).rejects.toMatchObject({
    name: 'NetworkCallFailed',
    failure: 'refused',
    message: `connect to 127.0.0.1:${port}: refused`,
    cause: { code: 'ECONNREFUSED' },
  });
});

it('a name with an address resolves, and a name without one fails', async () => {
  await expect(network().resolve('localhost', AMPLE_MS)).resolves.toBeUndefined();
  expect(['error', 'timeout']).toContain(await failureOf(network().resolve('no-such-name.invalid', AMPLE_MS)));
});
