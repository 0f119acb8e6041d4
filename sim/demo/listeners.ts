import { isListening } from '../world/application/application.ts';
import type { World } from '../world/world.ts';
import type { DependencyAddress } from './dependency-addresses.ts';
import { listenAsDependency, listenAsTask } from './listen.ts';
import type { Resource } from './resources.ts';

export interface Listeners extends Resource {
  /** Opens and closes listeners until they match the state of the world. */
  readonly sync: () => Promise<void>;
}

/**
 * Opens a listener on a loopback address for every task and dependency of the world, so that probes are real network calls. The
 * world decides whether a call is answered, refused or left hanging.
 */
export const createListeners = (world: World, dependencies: readonly DependencyAddress[]): Listeners => {
  const open = new Map<string, Resource>();

  const desired = (): ReadonlyMap<string, () => Promise<Resource>> =>
    new Map([
      ...[...world.tasks.values()]
        .filter((task) => isListening(world, task))
        .map((task) => [task.id, () => listenAsTask(world, task)] as const),
      ...dependencies
        .filter(({ dependency }) => world.dependency(dependency) === 'up')
        .map((where) => [where.dependency, () => listenAsDependency(where)] as const),
    ]);

  const sync = async (): Promise<void> => {
    const next = desired();
    const closing = [...open].filter(([name]) => !next.has(name));
    const opening = [...next].filter(([name]) => !open.has(name));
    await Promise.all([
      ...closing.map(([name, listener]) => {
        open.delete(name);
        return listener.close();
      }),
      ...opening.map(async ([name, start]) => open.set(name, await start())),
    ]);
  };

  const close = async (): Promise<void> => {
    await Promise.all([...open.values()].map((listener) => listener.close()));
    open.clear();
  };

  return { sync, close };
};
