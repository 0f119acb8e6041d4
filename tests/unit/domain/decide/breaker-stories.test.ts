// Unit layer: whole decisions about breakers and refusing dependencies, from what the logs say of them.
import { decide } from '#shared/domain/decide.ts';
import { minutesAgo, secondsAgo } from '#tests/builders/constants.ts';
import * as given from '#tests/builders/given.ts';
import { aLogLine } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';

const PATTERNS = [{ text: 'too many clients', means: 'connections-used-up' }] as const;

/** Every task logs the message, the last time ten seconds ago, while half of the requests fail and the dependencies answer. */
const logging = (message: string, state: ServiceState = {}): ServiceState => ({
  traffic: { target5xx: 3_000 },
  dependency: { database: { inARow: 4, since: secondsAgo(60) } },
  logs: {
    lines: [1, 2, 3, 4].map((task) => aLogLine({ at: secondsAgo(70 - 15 * task), taskId: `task-${task}`, message })),
  },
  ...state,
});
const decided = (state: ServiceState) => decide(given.evidence({ ...state, policy: { logPatterns: PATTERNS } }));
const OPEN = { breaker: { state: 'open', openedAt: minutesAgo(10) } } as const;

it.each([
  'SSL error: certificate verify failed',
  'psycopg2.OperationalError: SSL error: tlsv1 alert unknown ca',
  'ERROR db: sslv3 alert handshake failure',
  'FATAL: no pg_hba.conf entry for host "10.0.1.7"',
  'FATAL: sorry, too many clients already',
])('a breaker is not reset while its dependency answers "%s"', (message) => {
  expect(decided(logging(message, OPEN)).decision.kind).not.toBe('act');
});

it('an older wording of a TLS error is a refusal of the dependency, so its breaker is not stuck', () => {
  const { diagnosis } = decided(logging('OperationalError: SSL error: tlsv1 alert unknown ca', OPEN));
  expect(diagnosis.cause).toBe('dependency-down');
});

it('a breaker is stuck while the tasks log only that it is open', () => {
  const message = "CircuitBreaker 'backend' is OPEN and does not permit further calls";
  const { diagnosis, decision } = decided(logging(message, OPEN));
  expect(diagnosis.cause).toBe('breaker-stuck-open');
  expect(decision.kind).toBe('act');
});

it('a breaker whose ramp failed twice is left to operators', () => {
  const twice = { breaker: { ...OPEN.breaker, failedResets: 2 } };
  const { decision } = decided(logging("CircuitBreaker 'backend' is OPEN", twice));
  expect(decision).toMatchObject({ kind: 'escalate', reason: 'resets-failed' });
});

it('a dependency that has no free connection is not down', () => {
  expect(decided(logging('FATAL: sorry, too many clients already')).diagnosis.cause).not.toBe('dependency-down');
});
