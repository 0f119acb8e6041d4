import { type Document, isMap, isNode, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { errorMessage } from '#shared/domain/model/error-text.ts';
import { ConfigInvalid } from '#shared/domain/model/errors.ts';
import { didYouMean, keysAllowedAt } from './config-suggestions.ts';
import { pathText } from './path-text.ts';

type Path = readonly PropertyKey[];
type Issue = z.core.$ZodIssue;

interface Source {
  readonly fileName: string;
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
  readonly schema: z.ZodType;
}

interface Fault {
  readonly offset: number;
  readonly text: string;
}

/**
 * Parses YAML and validates it with a schema. Throws {@link ConfigInvalid} with all faults, each as `file:line:column: message`, in the
 * order of the file. A syntax error is reported alone, because the content after it is unreliable.
 */
export function parseYaml<T>(text: string, fileName: string, schema: z.ZodType<T>): T {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const source = { fileName, document, lines, schema };
  const syntax = [...document.errors, ...document.warnings];
  if (syntax.some(({ code }) => code !== 'DUPLICATE_KEY')) throw invalid(source, syntax.map(syntaxFault));

  const parsed = schema.safeParse(plainValue(source), { reportInput: true });
  const faults = [
    ...syntax.map(syntaxFault),
    ...(parsed.error?.issues ?? []).flatMap((issue) => issueFaults(source, issue)),
  ];
  if (!parsed.success || faults.length > 0) throw invalid(source, faults);
  return parsed.data;
}

const syntaxFault = (error: { readonly pos: readonly [number, number]; readonly message: string }): Fault => ({
  offset: error.pos[0],
  text: error.message,
});

/** Converts the document to a plain value. The parser rejects exponential alias expansion only at this point. */
function plainValue(source: Source): unknown {
  try {
    return source.document.toJS();
  } catch (cause) {
    throw invalid(source, [{ offset: 0, text: errorMessage(cause) }]);
  }
}

function invalid({ fileName, lines }: Source, faults: readonly Fault[]): ConfigInvalid {
  const inOrder = faults.toSorted((one, other) => one.offset - other.offset);
  return new ConfigInvalid(
    fileName,
    inOrder.map(({ offset, text }) => {
      const { line, col } = lines.linePos(offset);
      return `${fileName}:${Math.max(line, 1)}:${Math.max(col, 1)}: ${text}`;
    }),
  );
}

function issueFaults(source: Source, issue: Issue): readonly Fault[] {
  if (issue.code !== 'unrecognized_keys')
    return [{ offset: offsetOf(source.document, issue.path), text: describe(issue) }];
  const allowed = keysAllowedAt(source.schema, issue.path);
  return issue.keys.map((key) => ({
    offset: keyOffset(source.document, issue.path, key),
    text: `${where(issue.path)} has no key "${key}"${didYouMean(key, allowed)}`,
  }));
}

function describe(issue: Issue): string {
  const message = issue.message.replace(/^Invalid input: /, '').replace(/, received .*$/, '');
  if (issue.code !== 'custom' && issue.input === undefined) return `${where(issue.path)} is missing: ${message}`;
  return `${where(issue.path)}: ${message}${actualValue(issue)}`;
}

/** Renders the actual value, unless it is a list or a map. */
function actualValue({ code, input }: Issue): string {
  if (code === 'custom' || typeof input === 'object') return '';
  return `, but it is ${typeof input === 'string' ? JSON.stringify(input) : input}`;
}

const where = (path: Path): string => pathText(path, 'the file');

/** Answers the offset of the value, or of the nearest enclosing node. */
function offsetOf(document: Document.Parsed, path: Path): number {
  const node = document.getIn(path, true);
  if (isNode(node) && node.range) return node.range[0];
  return path.length === 0 ? 0 : offsetOf(document, path.slice(0, -1));
}

function keyOffset(document: Document.Parsed, path: Path, key: string): number {
  const map = path.length === 0 ? document.contents : document.getIn(path, true);
  const pair = isMap(map) ? map.items.find((item) => String(item.key) === key) : undefined;
  return isNode(pair?.key) && pair.key.range ? pair.key.range[0] : offsetOf(document, path);
}
