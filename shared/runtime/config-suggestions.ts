import { z } from 'zod';

/** Lists the keys that a schema allows at a path; for a union, the keys of all its variants. */
export function keysAllowedAt(schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  const places = path.reduce<readonly JsonSchema[]>(
    (schemas, step) => schemas.flatMap((one) => inside(one, step)),
    [asJsonSchema(schema)],
  );
  return [...new Set(places.flatMap(shapes).flatMap((shape) => Object.keys(shape.properties ?? {})))];
}

/** Suggests the nearest key, ` (did you mean "mode"?)`, or lists all, ` (allowed: ...)`. */
export function didYouMean(word: string, known: readonly string[]): string {
  const nearest = known
    .map((candidate) => ({ candidate, distance: editDistance(word, candidate) }))
    .sort((a, b) => a.distance - b.distance)[0];
  if (nearest !== undefined && nearest.distance <= Math.max(2, word.length / 3))
    return ` (did you mean "${nearest.candidate}"?)`;
  return known.length > 0 ? ` (allowed: ${known.join(', ')})` : '';
}

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
}

const asJsonSchema = (schema: z.ZodType) => z.toJSONSchema(schema, { io: 'input', reused: 'inline' }) as JsonSchema;

const shapes = (schema: JsonSchema): readonly JsonSchema[] => [
  schema,
  ...(schema.anyOf ?? []),
  ...(schema.oneOf ?? []),
];

const inside = (schema: JsonSchema, step: PropertyKey): readonly JsonSchema[] =>
  shapes(schema).flatMap((shape) => (typeof step === 'number' ? shape.items : shape.properties?.[String(step)]) ?? []);

/** Counts the insertions, deletions and substitutions between two words, ignoring case (Levenshtein distance). */
function editDistance(one: string, other: string): number {
  const letters = [...other.toLowerCase()];
  let above = [0, ...letters.map((_, index) => index + 1)];
  for (const letter of one.toLowerCase()) {
    const line = [(above[0] ?? 0) + 1];
    for (const [column, candidate] of letters.entries()) {
      const changed = (above[column] ?? 0) + (letter === candidate ? 0 : 1);
      line.push(Math.min(changed, (above[column + 1] ?? 0) + 1, (line[column] ?? 0) + 1));
    }
    above = line;
  }
  return above.at(-1) ?? 0;
}
