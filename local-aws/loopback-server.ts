import type { Server } from 'node:http';

/**
 * Listens on a loopback port, 0 for any free one. Rejects when the port is in use. An idle connection stays open: on a busy machine a
 * request, or an answer, could arrive just when the server closes it.
 */
export const listenOnLoopback = (server: Server, port: number): Promise<void> => {
  server.keepAliveTimeout = 0;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
};

/** Closes the server with its connections; settles when no connection is left. */
export const closeServer = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

export const portOf = (server: Server): number => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server does not listen on a port.');
  return address.port;
};
