import type { LogPattern, Objectives, ProbePolicy } from '#shared/domain/model/policy.ts';

interface Profile {
  readonly objectives: Objectives;
  readonly probe: ProbePolicy;
  readonly logPatterns: readonly LogPattern[];
}

const matching = (means: LogPattern['means'], ...texts: readonly string[]): readonly LogPattern[] =>
  texts.map((text) => ({ text, means }));

/**
 * The patterns match error messages of servers, drivers and runtimes of Python, Node and Java. The first match in a line wins. A
 * rejected password therefore comes before failed connections: libpq logs it after its text for any failed connection.
 */
const COMMON_PATTERNS: readonly LogPattern[] = [
  // https://github.com/benoitc/gunicorn/blob/master/gunicorn/arbiter.py
  ...matching('workers-time-out', 'WORKER TIMEOUT'),
  ...matching('worker-killed', 'was sent SIGKILL'),
  // https://github.com/encode/uvicorn/blob/master/uvicorn/supervisors/multiprocess.py, which logs the same for a hung and a killed worker
  ...matching('worker-killed', 'Child process ['),
  // https://docs.python.org/3/library/exceptions.html#MemoryError
  ...matching('out-of-memory', 'MemoryError'),
  // https://github.com/nodejs/node/blob/main/src/node_errors.cc, with V8's reason
  ...matching('out-of-memory', 'JavaScript heap out of memory'),
  // https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/lang/OutOfMemoryError.html
  ...matching('out-of-memory', 'java.lang.OutOfMemoryError'),
  // https://docs.sqlalchemy.org/en/20/errors.html#error-3o7r
  ...matching('pool-exhausted', 'QueuePool limit of size'),
  // https://github.com/brettwooldridge/HikariCP/blob/dev/src/main/java/com/zaxxer/hikari/pool/HikariPool.java
  ...matching('pool-exhausted', 'Connection is not available, request timed out'),
  // https://github.com/brianc/node-postgres/blob/master/packages/pg-pool/index.js
  ...matching('pool-exhausted', 'timeout exceeded when trying to connect'),
  // https://github.com/postgres/postgres/blob/master/src/backend/utils/init/postinit.c and src/backend/storage/lmgr/proc.c
  ...matching('connections-used-up', 'remaining connection slots are reserved', 'too many clients already'),
  // https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html#error_er_con_count_error
  ...matching('connections-used-up', 'Too many connections'),
  // https://redis.io/docs/latest/develop/reference/clients/#maximum-concurrent-connected-clients
  ...matching('connections-used-up', 'max number of clients reached'),
  // https://www.pgbouncer.org/config.html#max_client_conn
  ...matching('connections-used-up', 'no more connections allowed'),
  // The messages of the C library and of Go for EMFILE: https://man7.org/linux/man-pages/man3/errno.3.html, https://pkg.go.dev/syscall#Errno
  ...matching('file-descriptors-used-up', 'Too many open files', 'too many open files', 'EMFILE'),
  // and for ENOSPC
  ...matching('disk-full', 'No space left on device', 'no space left on device', 'ENOSPC'),
  // https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList and https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
  ...matching('credentials-expired', 'ExpiredToken', 'security token included in the request is expired'),
  // https://github.com/postgres/postgres/blob/master/src/backend/tcop/utility.c
  ...matching('database-read-only', 'in a read-only transaction'),
  // https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html#error_er_option_prevents_statement
  ...matching('database-read-only', '--read-only option', '--super-read-only option'),
  // https://redis.io/docs/latest/operate/oss_and_stack/management/replication/#read-only-replica
  ...matching('database-read-only', 'against a read only replica'),
  // https://github.com/postgres/postgres/blob/master/src/backend/libpq/auth.c
  ...matching('dependency-refuses', 'password authentication failed'),
  // https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html#error_er_access_denied_error
  ...matching('dependency-refuses', 'Access denied for user'),
  // https://redis.io/docs/latest/commands/auth/
  ...matching('dependency-refuses', 'WRONGPASS'),
  // https://github.com/boto/botocore/blob/develop/botocore/exceptions.py
  ...matching('dependency-refuses', '(AccessDenied) when calling'),
  // https://nodejs.org/api/dns.html#error-codes
  ...matching('names-unresolved', 'getaddrinfo ENOTFOUND', 'getaddrinfo EAI_AGAIN'),
  // https://sourceware.org/git/?p=glibc.git;a=blob;f=sysdeps/posix/gai_strerror-strs.h
  ...matching('names-unresolved', 'Name or service not known', 'Temporary failure in name resolution'),
  // https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/net/UnknownHostException.html
  ...matching('names-unresolved', 'java.net.UnknownHostException'),
  // https://nodejs.org/api/errors.html#common-system-errors
  ...matching('dependency-unreached', 'connect ECONNREFUSED', 'connect ETIMEDOUT'),
  // https://github.com/postgres/postgres/blob/master/src/interfaces/libpq/fe-connect.c, from version 14 on and before it
  ...matching('dependency-unreached', 'connection to server at', 'could not connect to server'),
  // https://github.com/boto/botocore/blob/develop/botocore/exceptions.py
  ...matching('dependency-unreached', 'Could not connect to the endpoint URL'),
  // https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/net/ConnectException.html
  ...matching('dependency-unreached', 'java.net.ConnectException'),
  // https://pkg.go.dev/net#DNSError
  ...matching('names-unresolved', 'no such host'),
  // https://github.com/urllib3/urllib3/blob/main/src/urllib3/connection.py
  ...matching('dependency-unreached', 'Failed to establish a new connection'),
  // The messages of the C library and of Go for ECONNREFUSED: https://man7.org/linux/man-pages/man3/errno.3.html, https://pkg.go.dev/syscall#Errno
  ...matching('dependency-unreached', 'Connection refused', 'connection refused'),
  // https://www.envoyproxy.io/docs/envoy/latest/faq/debugging/why_is_envoy_sending_internal_responses
  ...matching('dependency-unreached', 'upstream connect error'),
  // https://github.com/danielfm/pybreaker/blob/main/src/pybreaker/__init__.py
  ...matching('breaker-opened', 'circuit breaker opened', 'circuit breaker still open'),
  // https://resilience4j.readme.io/docs/circuitbreaker
  ...matching('breaker-opened', 'changed state from CLOSED to OPEN'),
];

/** MLflow logs this message before a migration of its database (https://github.com/mlflow/mlflow/blob/master/mlflow/store/db/utils.py). */
const MLFLOW_PATTERNS = matching('schema-outdated', 'Detected out-of-date database schema');

/**
 * The table maps each profile to its preset. The work probe of `mlflow` searches experiments, which reads the database
 * (https://mlflow.org/docs/latest/rest-api.html#search-experiments). A 4xx proves no work there: the request was refused before it got to the
 * database. MLflow's `/health` uses neither its database nor its artifact store (mlflow/server/__init__.py). The path `/` of `http` is
 * a guess that many services answer 404, so any answer but a 5xx counts there.
 */
export const PROFILES = {
  http: {
    objectives: { latencyP95Ms: 1000, errorRate: 0.01 },
    probe: { path: '/', timeoutMs: 1000, acceptedStatuses: '200-499' },
    logPatterns: COMMON_PATTERNS,
  },
  mlflow: {
    objectives: { latencyP95Ms: 500, errorRate: 0.01 },
    probe: {
      path: '/api/2.0/mlflow/experiments/search?max_results=1',
      timeoutMs: 1000,
      acceptedStatuses: '200-399',
    },
    logPatterns: [...MLFLOW_PATTERNS, ...COMMON_PATTERNS],
  },
} as const satisfies Readonly<Record<string, Profile>>;

export const PROFILE_NAMES = ['http', 'mlflow'] as const satisfies readonly (keyof typeof PROFILES)[];
