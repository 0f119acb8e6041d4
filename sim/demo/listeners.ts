import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { createServer as createTcpServer, type Socket, type Server as TcpServer } from 'node:net';
import type { Task } from '../world/state.ts';
import type { World } from '../world/world.ts';

/** A name inside the world and where it listens: `db.internal` at 127.77.255.1:5432. */
export interface DependencyAddress {
  readonly dependency: string;
  readonly address: string;
  readonly port: number;
}

export interface Listeners {
  /** Opens and closes listeners so that they are what the world is now. Settles when each of them is. */
  readonly follow: () => Promise<void>;
  readonly close: () => Promise<void>;
}

interface Listener {
  readonly close: () => Promise<void>;
}

/**
 * Makes the world's tasks and dependencies real listeners on loopback addresses, one each, so that a probe is a real network
 * call that is answered, refused or left hanging. What they answer is the world's to say.
 */
export const createListeners = (world: World, dependencies: readonly DependencyAddress[]): Listeners => {
  const open = new Map<string, Listener>();

  const wanted = (): ReadonlyMap<string, () => Promise<Listener>> =>
    new Map([
      ...[...world.tasks.values()]
        .filter((task) => isListening(world, task))
        .map((task) => [task.id, () => listenAsTask(world, task)] as const),
      ...dependencies
        .filter(({ dependency }) => world.dependency(dependency) === 'up')
        .map((where) => [where.dependency, () => listenAsDependency(where)] as const),
    ]);

  const follow = async (): Promise<void> => {
    const now = wanted();
    const leaving = [...open].filter(([name]) => !now.has(name));
    const coming = [...now].filter(([name]) => !open.has(name));
    await Promise.all([
      ...leaving.map(([name, listener]) => {
        open.delete(name);
        return listener.close();
      }),
      ...coming.map(async ([name, listen]) => open.set(name, await listen())),
    ]);
  };

  return {
    follow,
    close: async () => {
      await Promise.all([...open.values()].map((listener) => listener.close()));
      open.clear();
    },
  };
};

const isListening = (world: World, { answersFrom, executionStoppedAt }: Task): boolean =>
  answersFrom !== undefined && answersFrom <= world.clock.now() && executionStoppedAt === undefined;

const listenAsTask = (world: World, task: Task): Promise<Listener> => {
  const port = world.services.get(task.service)?.spec.containerPort ?? 80;
  const server = createHttpServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const answer = world.answer(task.id, path);
    if (answer.kind === 'refused') request.destroy();
    if (answer.kind === 'answer')
      response.writeHead(answer.status, { 'content-type': 'text/plain' }).end(`${answer.status}\n`);
    // 'hang': the caller has to give up
  });
  return listen(server, task.ip, port);
};

const listenAsDependency = ({ address, port }: DependencyAddress): Promise<Listener> =>
  listen(
    createTcpServer((socket) => socket.on('error', () => undefined).resume()),
    address,
    port,
  );

const listen = (server: HttpServer | TcpServer, address: string, port: number): Promise<Listener> => {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      for (const socket of sockets) socket.destroy();
      server.close(() => resolve());
    });
  return new Promise((resolve, reject) => {
    server.once('error', (error) =>
      reject(new Error(`cannot listen on ${address}:${port}: ${error.message}`, { cause: error })),
    );
    server.listen(port, address, () => resolve({ close }));
  });
};
