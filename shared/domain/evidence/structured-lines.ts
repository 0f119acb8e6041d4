/** The fields in which JSON loggers such as pino, winston, logrus, structlog and logback write what went wrong, the more specific first. */
const MESSAGE_FIELDS = ['message', 'msg', 'error', 'err', 'exception', 'event'] as const;

/** Answers the text of a structured line: `{"level":50,"err":{"message":"disk full"},"msg":"request failed"}`. Other lines stay as they are. */
export const messageIn = (line: string): string => {
  const texts = textsIn(parsed(line));
  return texts.length === 0 ? line : texts.join(': ');
};

/** A line that was cut is no JSON any more. Its fields are still quoted, as far as they go. */
const parsed = (line: string): unknown => {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return Object.fromEntries(Array.from(line.matchAll(FIELD), (match) => match.slice(1)));
  }
};

const FIELD = /"(message|msg|error|exception|event)" ?: ?"([^"]{1,500})"/g;

const textsIn = (value: unknown): readonly string[] => {
  if (typeof value !== 'object' || value === null) return [];
  const fields = new Map<string, unknown>(Object.entries(value));
  return MESSAGE_FIELDS.flatMap((name) => {
    const field = fields.get(name);
    return typeof field === 'string' ? [field] : textsIn(field);
  });
};
