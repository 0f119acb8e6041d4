/** Matches the end of a secret's name: `DB_PASSWORD`, `aws_secret_access_key`, `X-Amz-Signature`. */
const NAME =
  '(?:passw(?:or)?d|passphrase|(?<![a-z])pass|pwd|secret|token|(?:api|access|account|encryption|private|secret|signing)[-_]?key(?:[-_]?id)?|credentials?|signature)';
/** Matches the whole name, but no part of an ARN, which follows a colon: `...:secret:registry-AbCdEf`. */
const NAMED = `(?<![\\w.:/-])[\\w.-]*${NAME}`;
/** Matches quotation marks, also those of JSON within JSON. */
const QUOTES = `[\\\\"']{0,3}`;
const GAP = '\\s{0,9}';
const VALUE = `[^\\s"'\\\\;&]+`;

const ignoringCase = (source: string): RegExp => new RegExp(source, 'gi');

/** Matches the name of a variable or member that holds a secret. */
export const SECRET_NAME = new RegExp(`${NAME}$`, 'i');

/** Matches a command-line argument that is followed by a secret: `--db-password`. */
export const SECRET_FLAG = new RegExp(`^--?[\\w-]*${NAME}$`, 'i');

export interface SecretPattern {
  readonly kind: string;
  /** Matches the secret and nothing around it. */
  readonly pattern: RegExp;
}

/**
 * The formats of secrets in texts, most specific first. Masking too much is better than leaking: a value must look random only
 * after a colon that may belong to a sentence (`invalid token: expired`). Log lines can be long, so lookbehinds and
 * lookaheads are bounded.
 */
export const SECRET_PATTERNS: readonly SecretPattern[] = [
  { kind: 'private key', pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g },
  // Greedy, because a password may contain @ and /. A port followed by a path is not a password.
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
  { kind: 'secret by name', pattern: ignoringCase(`(?<=${NAMED}${QUOTES}${GAP}[:=]>?${GAP}\\\\?")[^"\\\\]+`) },
  { kind: 'secret by name', pattern: ignoringCase(`(?<=${NAMED}${QUOTES}${GAP}[:=]>?${GAP}')[^']+`) },
  { kind: 'secret by name', pattern: ignoringCase(`(?<=${NAMED}${QUOTES}${GAP}=>?${GAP}${QUOTES})${VALUE}`) },
  // MySQL: `Access denied for user 'x' (using password: YES)`.
  {
    kind: 'secret by name',
    pattern: ignoringCase(`(?<=(?:passw(?:or)?d|passphrase)${QUOTES}${GAP}:${GAP}${QUOTES})(?!(?:YES|NO)\\b)${VALUE}`),
  },
  {
    kind: 'secret by name',
    pattern: ignoringCase(`(?<=${NAMED}${QUOTES}${GAP}:${GAP}${QUOTES})(?=\\S*\\d|\\S{24})${VALUE}`),
  },
  { kind: 'secret by name', pattern: ignoringCase(`(?<=(?:^|\\s)--?[\\w-]*${NAME}\\s{1,9})[^\\s-]\\S*`) },
];
