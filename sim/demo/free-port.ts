import { once } from 'node:events';
import { createServer } from 'node:net';

/** Throws if the port is in use, so that the demo fails before the packaging, which takes a while. */
export const requireFreePort = async (port: number): Promise<void> => {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new Error(
      `Port ${port} is in use; stop the process that listens on it, or choose another port with --port.`,
      { cause },
    );
  }
  server.close();
  await once(server, 'close');
};
