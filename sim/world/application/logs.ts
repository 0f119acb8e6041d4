import { SECOND } from '#shared/domain/model/time.ts';
import type { ServiceState, Task, WorldState } from '../state.ts';

/** Names the log group of a service. */
export const logGroupOf = ({ name }: Pick<ServiceState, 'name'>): string => `/ecs/${name}`;

/** Names the stream as the awslogs driver does: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html */
const streamOf = ({ spec }: ServiceState, task: Task): string => `ecs/${spec.containerName}/${task.id}`;

/** Appends a line to the service's log and drops the lines that are past its retention. */
export const writeLine = (world: WorldState, service: ServiceState, task: Task, message: string): void => {
  const { logs } = service;
  const at = world.clock.now();
  logs.push({ number: (logs.at(-1)?.number ?? 0) + 1, at, stream: streamOf(service, task), message });
  const oldest = at - world.constants.logsRetainedSeconds * SECOND;
  const firstRetained = logs.findIndex((event) => event.at >= oldest);
  if (firstRetained > 0) logs.splice(0, firstRetained);
};
