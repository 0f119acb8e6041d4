import { SECOND } from '#shared/domain/model/time.ts';
import type { ServiceState, Task, WorldState } from '../state.ts';
import type { Outcome, Remark } from './application.ts';
import { writeLine } from './logs.ts';

/** Writes of this second's requests that ended so; a worker that hangs is only found after its time-out. */
export const writeOf = (world: WorldState, service: ServiceState, task: Task, { remark }: Outcome): void => {
  if (remark?.kind !== 'timed-out') {
    if (remark) write(world, service, task, remark);
    return;
  }
  world.clock.after(world.constants.workerTimeoutSeconds * SECOND, () => {
    if (task.executionStoppedAt === undefined) write(world, service, task, remark);
  });
};

/** One line for many requests: no task repeats itself before its pause is over. */
const write = (world: WorldState, service: ServiceState, task: Task, remark: Remark): void => {
  const now = world.clock.now();
  if (now < (task.silentUntil.get(remark.kind) ?? now)) return;
  task.silentUntil.set(remark.kind, now + pauseAfter(world, task, remark) * SECOND);
  writeLine(world, service, task, textOf(world, service, task, remark));
};

/** In seconds. */
const pauseAfter = ({ random, clock, constants }: WorldState, { id }: Task, { kind }: Remark): number => {
  const { accessLinePauseSeconds, workerTimeoutSeconds, tickSeconds } = constants;
  switch (kind) {
    case 'served':
      return random.fork(`log/${id}/${clock.now()}`).integer(accessLinePauseSeconds.low, accessLinePauseSeconds.high);
    case 'timed-out':
      return workerTimeoutSeconds;
    default:
      return tickSeconds;
  }
};

/** The words of uvicorn, gunicorn, psycopg2 and botocore. */
const textOf = (world: WorldState, { spec }: ServiceState, { zone }: Task, remark: Remark): string => {
  switch (remark.kind) {
    case 'served':
      return `INFO:     ${zone.network}.9:41002 - "GET ${spec.workPath} HTTP/1.1" 200 OK`;
    case 'failed':
      return `ERROR mlflow.server.handlers: exception on ${spec.workPath} [GET]: KeyError: 'aliases'`;
    case 'unreached':
      return UNREACHED[remark.dependency] ?? `ConnectionError: ${remark.dependency} did not answer`;
    case 'breaker-open':
      return `ERROR mlflow.store: circuit breaker "${remark.breaker}" is open, the call was not made`;
    case 'timed-out':
      return `[${new Date(world.clock.now()).toISOString()}] [1] [CRITICAL] WORKER TIMEOUT (pid:${WORKER})`;
  }
};

const UNREACHED: Readonly<Record<string, string>> = {
  database:
    'sqlalchemy.exc.OperationalError: (psycopg2.OperationalError) connection to server at "db.internal", port 5432 failed: Connection timed out',
  artifacts:
    'botocore.exceptions.EndpointConnectionError: Could not connect to the endpoint URL: "https://ml-artifacts"',
};

/** The first process that gunicorn forks in a container. */
const WORKER = 7;

/** The last words of a release that cannot start. */
export const writeCrash = (world: WorldState, service: ServiceState, task: Task): void => {
  for (const line of TRACEBACK) writeLine(world, service, task, line);
};

const TRACEBACK = [
  'Traceback (most recent call last):',
  '  File "/app/mlflow/server/__init__.py", line 12, in <module>',
  '    from mlflow.store.cache import warm_up',
  "ModuleNotFoundError: No module named 'mlflow.store.cache'",
] as const;
