import { SECOND } from '#shared/domain/model/time.ts';
import type { ServiceState, Task, WorldState } from '../state.ts';
import { writeLine } from './logs.ts';
import type { Outcome, RequestLog } from './outcome.ts';

/** Logs this second's requests of one outcome. A hanging worker is reported only after its timeout. */
export const logRequests = (world: WorldState, service: ServiceState, task: Task, { log }: Outcome): void => {
  if (log?.kind !== 'timed-out') {
    if (log) write(world, service, task, log);
    return;
  }
  world.clock.after(world.constants.workerTimeoutSeconds * SECOND, () => {
    if (task.executionStoppedAt === undefined) write(world, service, task, log);
  });
};

/** Writes one line for many requests, unless the task has logged the same kind too recently. */
const write = (world: WorldState, service: ServiceState, task: Task, log: RequestLog): void => {
  const now = world.clock.now();
  if (now < (task.logPausedUntil.get(log.kind) ?? now)) return;
  task.logPausedUntil.set(log.kind, now + pauseSecondsAfter(world, task, log) * SECOND);
  writeLine(world, service, task, textOf(world, service, task, log));
};

const pauseSecondsAfter = ({ random, clock, constants }: WorldState, { id }: Task, { kind }: RequestLog): number => {
  const { accessLogIntervalSeconds: interval, workerTimeoutSeconds, tickSeconds } = constants;
  switch (kind) {
    case 'served':
      return random.fork(`log/${id}/${clock.now()}`).integer(interval.low, interval.high);
    case 'timed-out':
      return workerTimeoutSeconds;
    default:
      return tickSeconds;
  }
};

/** Renders the line as uvicorn, gunicorn, psycopg2 or botocore writes it. */
const textOf = (world: WorldState, { spec }: ServiceState, { zone }: Task, log: RequestLog): string => {
  switch (log.kind) {
    case 'served':
      return `INFO:     ${zone.network}.9:41002 - "GET ${spec.workPath} HTTP/1.1" 200 OK`;
    case 'failed':
      return `ERROR mlflow.server.handlers: exception on ${spec.workPath} [GET]: KeyError: 'aliases'`;
    case 'unreachable':
      return UNREACHABLE[log.dependency] ?? `ConnectionError: ${log.dependency} did not answer`;
    case 'breaker-open':
      return `ERROR mlflow.store: circuit breaker "${log.breaker}" is open, the call was not made`;
    case 'timed-out':
      return `[${new Date(world.clock.now()).toISOString()}] [1] [CRITICAL] WORKER TIMEOUT (pid:${WORKER_PID})`;
  }
};

const UNREACHABLE: Readonly<Record<string, string>> = {
  database:
    'sqlalchemy.exc.OperationalError: (psycopg2.OperationalError) connection to server at "db.internal", port 5432 failed: Connection timed out',
  artifacts:
    'botocore.exceptions.EndpointConnectionError: Could not connect to the endpoint URL: "https://ml-artifacts"',
};

/** The first process that gunicorn forks in a container. */
const WORKER_PID = 7;

/** Writes the traceback of a release that cannot start. */
export const writeCrash = (world: WorldState, service: ServiceState, task: Task): void => {
  for (const line of TRACEBACK) writeLine(world, service, task, line);
};

const TRACEBACK = [
  'Traceback (most recent call last):',
  '  File "/app/mlflow/server/__init__.py", line 12, in <module>',
  '    from mlflow.store.cache import warm_up',
  "ModuleNotFoundError: No module named 'mlflow.store.cache'",
] as const;
