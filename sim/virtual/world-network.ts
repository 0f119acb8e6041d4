import { NetworkCallFailed } from '#shared/adapters/network/network.ts';
import type { Dependency, ServicePolicy } from '#shared/domain/model/policy.ts';
import type { Network } from '#shared/ports/observing.ts';
import type { World } from '../world/world.ts';

/** Answers network calls to tasks and dependencies from the state of the world. */
export const worldNetwork = (world: World, policies: readonly ServicePolicy[]): Network => {
  const dependencies = policies.flatMap((policy) => policy.dependencies);

  const reach = (address: string, matches: (dependency: Dependency) => boolean): void => {
    const dependency = dependencies.find(matches);
    if (dependency === undefined) throw new NetworkCallFailed('error', `no dependency in medic.yml is at ${address}`);
    if (world.dependency(dependency.name) === 'down') throw new NetworkCallFailed('refused', address);
  };

  return {
    get: async (url, timeoutMs) => {
      const { hostname, pathname } = new URL(url);
      const task = [...world.tasks.values()].find(({ ip, stoppedAt }) => ip === hostname && stoppedAt === undefined);
      const answer = task === undefined ? { kind: 'refused' as const } : world.answer(task.id, pathname);
      if (answer.kind === 'refused') throw new NetworkCallFailed('refused', url);
      if (answer.kind === 'hang' || answer.latencyMs > timeoutMs) throw new NetworkCallFailed('timeout', url);
      return { status: answer.status };
    },
    connect: async (host) => reach(host, (dependency) => isAt(dependency, host)),
    resolve: async (record) => reach(record, (dependency) => dependency.kind === 'dns' && dependency.record === record),
  };
};

const isAt = (dependency: Dependency, host: string): boolean => {
  if (dependency.kind === 's3') return host.startsWith(`${dependency.bucket}.s3.`);
  return dependency.kind !== 'dns' && dependency.host === host;
};
