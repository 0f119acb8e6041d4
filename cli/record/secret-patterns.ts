/** What is taken for a secret's name, at the end of a longer one: `DB_PASSWORD`, `aws_secret_access_key`, `X-Amz-Signature`. */
const NAME =
  '(?:passw(?:or)?d|passphrase|(?<![a-z])pass|pwd|secret|token|(?:api|access|account|encryption|private|secret|signing)[-_]?key(?:[-_]?id)?|credentials?|signature)';
/** The whole name. One after a colon is a part of an ARN: `...:secret:registry-AbCdEf`. */
const NAMED = `(?<![\\w.:/-])[\\w.-]*${NAME}`;
/** Quotation marks, also of JSON within JSON. */
const QUOTES = `[\\\\"']{0,3}`;
const GAP = '\\s{0,9}';
const VALUE = `[^\\s"'\\\\;&]+`;

const ignoringCase = (source: string): RegExp => new RegExp(source, 'gi');

/** A name under which a secret stands. */
export const SECRET_NAME = new RegExp(`${NAME}$`, 'i');

/** An argument whose next one is a secret: `--db-password`. */
export const SECRET_FLAG = new RegExp(`^--?[\\w-]*${NAME}$`, 'i');

export interface SecretPattern {
  readonly kind: string;
  /** Matches the secret itself and nothing around it. */
  readonly pattern: RegExp;
}

/**
 * What secrets look like in texts, the surest first. Better a word too many than a secret: only where a colon could just as
 * well be a sentence's (`invalid token: expired`) does the value have to look like one. A log line may be long, so what is
 * looked back and ahead for has a bound.
 */
export const SECRET_PATTERNS: readonly SecretPattern[] = [
  { kind: 'private key', pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g },
  // Greedy: a password may hold @ and /. A port and a path are none.
  { kind: 'password in a URL', pattern: /(?<=:\/\/[^\s:/@"'<>]{0,99}:)(?!\d{1,5}[/?#])[^\s"'<>]{1,299}(?=@)/g },
  { kind: 'token in a URL', pattern: /(?<=:\/\/)[^\s:/@"'<>]{16,299}(?=@)/g },
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
  { kind: 'AWS key', pattern: /(?<![A-Za-z0-9])(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])/g },
  {
    kind: 'AWS key',
    pattern: /(?<![\w/+=])(?=[a-z0-9/+]*[A-Z])(?=[A-Z0-9/+]*[a-z])(?=[A-Za-z/+]*\d)[A-Za-z0-9/+]{40}(?![\w/+=])/g,
  },
  { kind: 'token', pattern: /(?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)*/g },
  {
    kind: 'token',
    pattern:
      /(?<![\w-])(?:gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{20,}|xox[abeprs]-[\w-]{10,}|[sr]k_live_\w{16,}|sk-[\w-]{20,}|npm_\w{36}|AIza[\w-]{35}|dapi[0-9a-f]{32})/g,
  },
  { kind: 'token', pattern: /(?<=\b(?:bearer|basic)\s{1,9})(?=\S*\d|\S{20})[\w.~+/=-]{8,}/gi },
  { kind: 'secret by its name', pattern: ignoringCase(`(?<=${NAMED}${QUOTES}${GAP}[:=]>?${GAP}\\\\?")[^"\\\\]+`) },
  { kind: 'secret by its name', pattern: ignoringCase(`(?<=${NAMED}${QUOTES}${GAP}[:=]>?${GAP}')[^']+`) },
  { kind: 'secret by its name', pattern: ignoringCase(`(?<=${NAMED}${QUOTES}${GAP}=>?${GAP}${QUOTES})${VALUE}`) },
  // MySQL: `Access denied for user 'x' (using password: YES)`.
  {
    kind: 'secret by its name',
    pattern: ignoringCase(`(?<=(?:passw(?:or)?d|passphrase)${QUOTES}${GAP}:${GAP}${QUOTES})(?!(?:YES|NO)\\b)${VALUE}`),
  },
  {
    kind: 'secret by its name',
    pattern: ignoringCase(`(?<=${NAMED}${QUOTES}${GAP}:${GAP}${QUOTES})(?=\\S*\\d|\\S{24})${VALUE}`),
  },
  { kind: 'secret by its name', pattern: ignoringCase(`(?<=(?:^|\\s)--?[\\w-]*${NAME}\\s{1,9})[^\\s-]\\S*`) },
];
