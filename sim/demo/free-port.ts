import { once } from 'node:events';
import { createServer } from 'node:net';

/** Throws, in one line, when somebody listens on the port already: before anything is done that takes time. */
export const requireFreePort = async (port: number): Promise<void> => {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new Error(`Port ${port} is taken; end what listens there, or choose another one with --port.`, { cause });
  }
  server.close();
  await once(server, 'close');
};
