// Unit layer: which log lines look like errors, which name a refusal, and what makes two of them the same.
import {
  inOneLine,
  isAboutBreaker,
  isServerErrorLine,
  looksLikeError,
  namesRefusal,
  normalise,
} from '#shared/domain/evidence/error-lines.ts';
import { LONGEST_TEXT } from '#shared/domain/model/short-text.ts';

describe('a line that looks like an error', () => {
  it.each([
    'ERROR gateway.score: unhandled',
    '2026-11-23 10:00:00,433 CRITICAL worker failed',
    'FATAL kafka: client has run out of brokers',
    'Traceback (most recent call last):',
    "KeyError: 'risk_score'",
    'java.lang.IllegalStateException: closed',
    'panic: runtime error: index out of range',
    "thread 'main' panicked at src/main.rs:7: While lock file: Resource temporarily unavailable",
    'SEVERE: Servlet.service() threw',
    '{"level":"error","msg":"cannot save"}',
    'level=error msg="cannot save"',
    '2026/11/23 [error] 7#7: upstream failed',
    '/config/features.sh: line 3: syntax error: unexpected end of file',
    'http: Accept error: accept4',
  ])('%s', (line) => {
    expect(looksLikeError(line)).toBe(true);
  });

  it.each([
    'INFO:     10.0.11.9:41000 - "GET /health HTTP/1.1" 200 OK',
    'INFO model: loading weights, 31 %',
    '2026-11-11 DEBUG middleware.log :: error budget untouched',
    'level=info msg="no error"',
    '{"level":"info","error":null}',
    'took 500 ms',
    'checked 40 files, 0 errors',
    'finished with error=0',
    'No errors found',
    'the terror of the seas',
  ])('is not %s', (line) => {
    expect(looksLikeError(line)).toBe(false);
  });
});

describe('an access line with a server error', () => {
  it.each([
    'INFO:     10.0.12.9:41002 - "POST /v1/score HTTP/1.1" 500 Internal Server Error',
    '10.0.11.9 - - "GET / HTTP/2" 503 153 "-" "curl"',
    'WARN  o.s.w.ExceptionHandler - "GET /v1/models" 503',
    'DEBUG middleware.log :: POST /api/dataset 502 4ms',
    'method=GET path=/ status=504 service=3ms',
    '{"status":500,"path":"/"}',
    '{"status_code": "502"}',
  ])('%s', (line) => {
    expect(isServerErrorLine(line)).toBe(true);
    expect(looksLikeError(line)).toBe(true);
  });

  it.each([
    '"GET /health HTTP/1.1" 200 500',
    'GET /api/500 200 4ms',
    'status=200 bytes=500',
    '"GET / HTTP/1.1" 499 0',
    '"GET / HTTP/1.1" 5000 0',
  ])('is not %s', (line) => {
    expect(isServerErrorLine(line)).toBe(false);
  });
});

describe('a line that names a refusal', () => {
  it.each([
    'SSL error: certificate verify failed',
    'OperationalError: SSL error: tlsv1 alert unknown ca',
    'javax.net.ssl.SSLHandshakeException: Received fatal alert: handshake_failure',
    'x509: certificate signed by unknown authority',
    'FATAL: no pg_hba.conf entry for host "10.0.1.7", no encryption',
    'connect ECONNREFUSED 10.0.61.20:8443',
    'read: connection reset by peer',
    'server closed the connection unexpectedly',
    'WARN db: call timed out after 3 s',
    'context deadline: i/o timeout',
    'NOAUTH Authentication required.',
    'SSL connection has been closed unexpectedly',
    'write: broken pipe',
    'dial tcp: connect: no route to host',
  ])('%s', (line) => {
    expect(namesRefusal(line)).toBe(true);
  });

  it.each([
    'INFO auth: authentication of user 7',
    'TLS handshake completed in 4 ms',
    'authentication succeeded for user mlflow',
    "KeyError: 'risk_score'",
    'WARN pool: 64/64 workers busy',
  ])('is not %s', (line) => {
    expect(namesRefusal(line)).toBe(false);
  });
});

it.each([
  { line: "CallNotPermittedException: CircuitBreaker 'backend' is OPEN", expected: true },
  { line: 'Error: Breaker is open', expected: true },
  { line: 'CallNotPermittedException', expected: true },
  { line: 'connect ECONNREFUSED', expected: false },
])('$line is about a breaker: $expected', ({ line, expected }) => {
  expect(isAboutBreaker(line)).toBe(expected);
});

describe('the same error', () => {
  it.each([
    { one: '2026-11-23 10:00:01,433 ERROR saving run 77', other: '2026-11-24 09:59:58,001 ERROR saving run 8' },
    {
      one: 'ERROR run 1b4e28ba-2fa1-11d2-883f-0016d3cca427 lost',
      other: 'ERROR run 6fa459ea-ee8a-3ca4-894e-db77e160355e lost',
    },
    { one: 'ERROR object 0x7fa12b at deadbeef01', other: 'ERROR object 0x1c0ffe at 9a9a9a9a9a' },
  ])('is in $one and $other', ({ one, other }) => {
    expect(normalise(one)).toBe(normalise(other));
  });

  it('is not in two texts that differ in a word', () => {
    expect(normalise('ERROR saving run 1')).not.toBe(normalise('ERROR loading run 1'));
    expect(normalise('ERROR facade broken')).toBe('ERROR facade broken');
  });

  it('is told in one line without the time at its beginning', () => {
    expect(normalise('[2026-11-23T10:00:01.433Z] ERROR one\nresolved  all\u0007 of 3')).toBe(
      'ERROR one resolved all of #',
    );
    expect(inOneLine(' a\r\n\tb\u001b[31m ')).toBe('a b [31m');
  });
});

it('the longest line of any kind is judged within milliseconds', () => {
  const lines = ['a', '1', 'f', ' ', '"', 'HTTP/', 'GET ', 'ssl', 'error=', 'status:', '0x1-', '\n'].map((text) =>
    text.repeat(LONGEST_TEXT).slice(0, LONGEST_TEXT),
  );
  const started = performance.now();
  for (const line of lines) {
    looksLikeError(line);
    namesRefusal(line);
    normalise(line);
  }
  expect(performance.now() - started).toBeLessThan(200);
});

it.each([
  { line: '{"level":"error","message":"cannot save run 7","pid":1}', same: 'cannot save run #' },
  {
    line: '{"level":"error","msg": "cannot save run 8, whose pa',
    same: '"level":"error","msg": "cannot save run #, whose pa',
  },
  { line: '{"level":"error","message":"cannot save run 9","stack":"at li', same: 'cannot save run #' },
  { line: '{"level":"error","pid":1,"stack":"at li', same: '"level":"error","pid":#,"stack":"at li' },
])('of a structured line its message counts, also where it was cut: $line', ({ line, same }) => {
  expect(normalise(line)).toContain(same);
});
