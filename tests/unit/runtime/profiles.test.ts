// Unit layer: the texts that profiles look for in logs, held against lines as servers, drivers and runtimes write them.
import { queriesFor } from '#shared/adapters/cloudwatch-logs/log-queries.ts';
import { LOG_MEANINGS, type LogMeaning } from '#shared/domain/model/message-meaning.ts';
import { PROFILE_NAMES, PROFILES } from '#shared/runtime/profiles.ts';

const meaningOf = (profile: keyof typeof PROFILES, line: string): LogMeaning | undefined =>
  PROFILES[profile].logPatterns.find(({ text }) => line.includes(text))?.means;

/** CloudWatch takes that much: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html */
const LONGEST_FILTER = 1024;

const LINES: readonly (readonly [line: string, means: LogMeaning | undefined])[] = [
  ['[2026-11-23 10:00:00 +0000] [1] [CRITICAL] WORKER TIMEOUT (pid:23)', 'workers-time-out'],
  ['[2026-11-23 10:00:01 +0000] [1] [ERROR] Worker (pid:23) was sent SIGKILL! Perhaps out of memory?', 'worker-killed'],
  ['[2026-11-23 10:00:01 +0000] [1] [ERROR] Worker (pid:23) was sent SIGTERM!', undefined],
  ['INFO:     Child process [23] died', 'worker-killed'],
  ['INFO:     Waiting for child process [23]', undefined],
  ['MemoryError', 'out-of-memory'],
  ['FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory', 'out-of-memory'],
  ['Exception in thread "main" java.lang.OutOfMemoryError: Java heap space', 'out-of-memory'],
  [
    'sqlalchemy.exc.TimeoutError: QueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30.00',
    'pool-exhausted',
  ],
  ['HikariPool-1 - Connection is not available, request timed out after 30000ms.', 'pool-exhausted'],
  ['Error: timeout exceeded when trying to connect', 'pool-exhausted'],
  ['(psycopg2.OperationalError) FATAL:  password authentication failed for user "mlflow"', 'dependency-refuses'],
  [
    'connection to server at "db.internal" (10.0.40.17), port 5432 failed: FATAL:  password authentication failed for user "mlflow"',
    'dependency-refuses',
  ],
  [
    'connection to server at "db.internal" (10.0.40.17), port 5432 failed: FATAL:  sorry, too many clients already',
    'connections-used-up',
  ],
  ['FATAL: remaining connection slots are reserved for roles with the SUPERUSER attribute', 'connections-used-up'],
  ['ERROR 1040 (HY000): Too many connections', 'connections-used-up'],
  ['redis.exceptions.ConnectionError: max number of clients reached', 'connections-used-up'],
  ['ERROR:  no more connections allowed (max_client_conn)', 'connections-used-up'],
  [
    'http: Accept error: accept tcp [::]:3333: accept4: too many open files; retrying in 1s',
    'file-descriptors-used-up',
  ],
  ['dial tcp: lookup db.internal: socket: too many open files', 'file-descriptors-used-up'],
  ["OSError: [Errno 24] Too many open files: '/tmp/x'", 'file-descriptors-used-up'],
  ["Error: EMFILE: too many open files, open '/app/x'", 'file-descriptors-used-up'],
  ['OSError: [Errno 28] No space left on device', 'disk-full'],
  ['ERROR: could not extend file "base/1/2": No space left on device', 'disk-full'],
  ['Error: ENOSPC: no space left on device, write', 'disk-full'],
  [
    'An error occurred (ExpiredToken) when calling the PutObject operation: The provided token has expired.',
    'credentials-expired',
  ],
  ['ExpiredTokenException: The security token included in the request is expired', 'credentials-expired'],
  ['ERROR:  cannot execute INSERT in a read-only transaction', 'database-read-only'],
  [
    'ERROR 1290 (HY000): The MySQL server is running with the --read-only option so it cannot execute this statement',
    'database-read-only',
  ],
  ["READONLY You can't write against a read only replica.", 'database-read-only'],
  ["ERROR 1045 (28000): Access denied for user 'app'@'10.0.1.7' (using password: YES)", 'dependency-refuses'],
  [
    'redis.exceptions.AuthenticationError: WRONGPASS invalid username-password pair or user is disabled.',
    'dependency-refuses',
  ],
  [
    'botocore.exceptions.ClientError: An error occurred (AccessDenied) when calling the PutObject operation: Access Denied',
    'dependency-refuses',
  ],
  ['Error: getaddrinfo EAI_AGAIN db.internal', 'names-unresolved'],
  ['Error: getaddrinfo ENOTFOUND db.internal', 'names-unresolved'],
  ['could not translate host name "db.internal" to address: Name or service not known', 'names-unresolved'],
  ['socket.gaierror: [Errno -3] Temporary failure in name resolution', 'names-unresolved'],
  ['Caused by: java.net.UnknownHostException: db.internal', 'names-unresolved'],
  ['Error: connect ECONNREFUSED 10.0.40.17:5432', 'dependency-unreached'],
  ['Error: connect ETIMEDOUT 10.0.40.17:5432', 'dependency-unreached'],
  [
    'connection to server at "db.internal" (10.0.40.17), port 5432 failed: Connection timed out',
    'dependency-unreached',
  ],
  ['could not connect to server: Connection refused', 'dependency-unreached'],
  [
    'botocore.exceptions.EndpointConnectionError: Could not connect to the endpoint URL: "https://ml-artifacts.s3.amazonaws.com/"',
    'dependency-unreached',
  ],
  ['Caused by: java.net.ConnectException: Connection refused', 'dependency-unreached'],
  ['pybreaker.CircuitBreakerError: Failures threshold reached, circuit breaker opened', 'breaker-opened'],
  ['pybreaker.CircuitBreakerError: Timeout not elapsed yet, circuit breaker still open', 'breaker-opened'],
  ["CircuitBreaker 'database' changed state from CLOSED to OPEN", 'breaker-opened'],
  ['INFO:     10.0.13.9:41002 - "GET /health HTTP/1.1" 200 OK', undefined],
  ['ERROR: Required environment variable DATABASE_URL is not set', undefined],
];
const OUTDATED =
  "ERROR mlflow.cli: Detected out-of-date database schema (found version 7f2a7d5fae7d, but expected acf3f17fdcc7). Take a backup of your database, then run 'mlflow db upgrade <database_uri>'";

describe.each(PROFILE_NAMES)('the profile %s', (profile) => {
  it.each(LINES)('reads "%s" as %s', (line, means) => {
    expect(meaningOf(profile, line)).toBe(means);
  });

  it('has each text once, and each as medic.yml would allow it', () => {
    const texts = PROFILES[profile].logPatterns.map(({ text }) => text);
    expect(new Set(texts).size).toBe(texts.length);
    expect(texts.filter((text) => !/^[^"\\\p{Cc}]{4,100}$/u.test(text))).toEqual([]);
  });

  it('asks for all its texts, in filters that CloudWatch accepts', () => {
    const texts = PROFILES[profile].logPatterns.map(({ text }) => text);
    const filters = queriesFor(texts).map(({ filterPattern }) => filterPattern);
    expect(filters.filter(({ length }) => length > LONGEST_FILTER)).toEqual([]);
    expect(texts.filter((text) => !filters.some((filter) => filter.includes(`?"${text}"`)))).toEqual([]);
  });
});

it('MLflow tells by a text of its own that its schema is outdated', () => {
  expect(meaningOf('mlflow', OUTDATED)).toBe('schema-outdated');
  expect(meaningOf('http', OUTDATED)).toBeUndefined();
});

it('every meaning has a text in some profile', () => {
  const told = new Set<LogMeaning>(PROFILES.mlflow.logPatterns.map(({ means }) => means));
  expect(LOG_MEANINGS.filter((meaning) => !told.has(meaning))).toEqual([]);
});
