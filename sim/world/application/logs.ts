import { SECOND } from '#shared/domain/model/time.ts';
import type { ServiceState, Task, WorldState } from '../state.ts';

/** Each service has a log group of its own. */
export const logGroupOf = ({ name }: Pick<ServiceState, 'name'>): string => `/ecs/${name}`;

/** As the awslogs driver names it: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html */
const streamOf = ({ spec }: ServiceState, task: Task): string => `ecs/${spec.containerName}/${task.id}`;

/** Puts a line at the end of the service's log; what has become too old falls off the beginning. */
export const writeLine = (world: WorldState, service: ServiceState, task: Task, message: string): void => {
  const { logs } = service;
  const at = world.clock.now();
  logs.push({ number: (logs.at(-1)?.number ?? 0) + 1, at, stream: streamOf(service, task), message });
  const oldest = at - world.constants.logsKeptSeconds * SECOND;
  const fresh = logs.findIndex((event) => event.at >= oldest);
  if (fresh > 0) logs.splice(0, fresh);
};
