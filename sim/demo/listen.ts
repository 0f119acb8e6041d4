import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { createServer as createTcpServer, type Socket, type Server as TcpServer } from 'node:net';
import type { Task } from '../world/state.ts';
import type { World } from '../world/world.ts';
import type { DependencyAddress } from './dependency-addresses.ts';
import type { Resource } from './resources.ts';

/** Serves a task's HTTP port with the answers of the world. */
export const listenAsTask = (world: World, task: Task): Promise<Resource> => {
  const { containerPort } = world.service(task.service).spec;
  const server = createHttpServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const answer = world.answer(task.id, path);
    if (answer.kind === 'refused') request.destroy();
    if (answer.kind === 'answer')
      response.writeHead(answer.status, { 'content-type': 'text/plain' }).end(`${answer.status}\n`);
    // A hanging task never answers; the caller times out.
  });
  return listen(server, task.ip, containerPort);
};

/** Accepts connections to a dependency and ignores the data. */
export const listenAsDependency = ({ address, port }: DependencyAddress): Promise<Resource> =>
  listen(
    createTcpServer((socket) => socket.on('error', () => undefined).resume()),
    address,
    port,
  );

const listen = (server: HttpServer | TcpServer, address: string, port: number): Promise<Resource> => {
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
