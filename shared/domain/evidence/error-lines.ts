import { messageIn } from './structured-lines.ts';

/**
 * Texts that a line with an error usually contains, whatever the application. CloudWatch's filters compare case-sensitively, so some
 * words stand twice. A line that is read is judged again by {@link looksLikeError} and {@link namesRefusal}.
 */
export const ERROR_TEXTS = [
  'ERROR',
  'Error',
  'error',
  'CRITICAL',
  'FATAL',
  'Fatal',
  'fatal',
  'SEVERE',
  'panic',
  'PANIC',
  'Exception',
  'Traceback',
  ' 500',
  ' 502',
  ' 503',
  ' 504',
  'certificate',
  'CERTIFICATE',
  'handshake',
  'HANDSHAKE',
  'authentication',
  'Authentication',
  'refused',
  'ECONN',
  'ETIMEDOUT',
  'reset by peer',
  'broken pipe',
  'timed out',
] as const;

const ERROR_WORDS =
  /\b(?:ERROR|CRITICAL|FATAL|SEVERE|PANIC|Fatal|fatal|Traceback|error)\b|Error\b|Exception\b|\bpanic(?:ked at|:)|\btoo many\b/;

/** A line of another level, or one that counts no error. */
const ROUTINE =
  /\b(?:INFO|DEBUG|TRACE|NOTICE)\b|\blevel["']?[=:] ?["']?(?:info|debug|trace|notice)\b|\b[Nn]o errors?\b|\b0 errors?\b|\berrors?["']?[=:] ?["']?(?:0|null|none|nil|false)\b/;

/** An access line with a status of 500 or above: `"GET / HTTP/1.1" 500`, `GET /api 503 4ms`, `status=502`, `"status":504`. */
const SERVER_ERROR =
  /(?:HTTP\/\d(?:\.\d)?"?|") 5\d\d\b|\b(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) \S+ 5\d\d\b|\bstatus(?:_?code)?["']?[=:] ?"?5\d\d\b/;

/** True for an access line of a request that the application answered with a server error. */
export const isServerErrorLine = (message: string): boolean => SERVER_ERROR.test(message);

/** True for a line that reports an error, as far as its level, its words and its status tell. */
export const looksLikeError = (message: string): boolean =>
  isServerErrorLine(message) || (ERROR_WORDS.test(message) && !ROUTINE.test(message));

/** Errors of connections, TLS and credentials, in the words of C libraries, OpenSSL, Java, Go, Node and database drivers. */
const REFUSAL =
  /certificate|handshake|\b(?:ssl|tls)v?\d*(?:\.\d)? (?:error|alert|syscall|routines|negotiation|connection)|authenticat|not authori[sz]ed|unauthori[sz]ed|permission denied|access denied|pg_hba|refused|econn|etimedout|ehostunreach|enetunreach|no route to host|reset by peer|broken pipe|closed the connection|connection (?:was )?(?:closed|reset|aborted|lost)|unexpected eof|timed[ -]?out|time-?out/i;

/** A line that tells of success in the same words. */
const SUCCESS = /succe(?:ss|ed)|\bverified\b|\benabled\b|\bestablished\b|\bcompleted\b/i;

/** True for a line that names an error of a connection, of TLS or of credentials, in known words or others. */
export const namesRefusal = (message: string): boolean =>
  REFUSAL.test(message) && !ROUTINE.test(message) && !SUCCESS.test(message);

/** True for a line in which a circuit breaker tells of itself: a call that it did not let through is no answer of the dependency. */
export const isAboutBreaker = (message: string): boolean => /breaker|CallNotPermitted/i.test(message);

/**
 * Removes what differs between two lines of the same error: identifiers, numbers and the time at the beginning. Line breaks and other
 * control characters become blanks, so that no line can pass for two.
 */
export const normalise = (message: string): string =>
  inOneLine(messageIn(message))
    .replace(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, '#')
    .replace(/\b(?:0x)?(?=[0-9a-f]*\d)[0-9a-f]{6,}\b/gi, '#')
    .replace(/\d+/g, '#')
    .replace(/^[#\s:.,TZ/[\]()+-]+/, '')
    .trim();

/** Answers the text in one line: control characters and blanks become single blanks. */
export const inOneLine = (message: string): string => message.replace(/[\s\p{Cc}]+/gu, ' ').trim();
