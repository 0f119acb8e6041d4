import { z } from 'zod';
import { SCORE_PARTS, type ScorePartId, type ScoringPolicy } from '#shared/domain/model/policy.ts';

const share = z.number().min(0).max(100);

const part = z
  .strictObject({
    weight: z.number().min(0.1).max(100).describe('Relative to the weights of the other parts.'),
    cap: share.describe('The best total score while this part scores 0.'),
    floor: share.describe('The best score of the part after it has been missing for long.'),
  })
  .partial();

const curve = z
  .array(z.tuple([z.number().min(-10).max(1000), share]))
  .min(2)
  .max(20)
  .refine(valuesRise, 'the values must increase from point to point')
  .refine(scoresGoOneWay, 'the scores must only decrease or only increase')
  .describe('Points [value, score]; linear in between, flat outside.');

const CURVES = [
  'share',
  'errorsLog10',
  'latencyRatio',
  'cpu',
  'memory',
  'restarts',
] as const satisfies readonly (keyof ScoringPolicy['curves'])[];

const each = <Key extends string, Schema extends z.ZodType>(keys: readonly Key[], schema: Schema) =>
  z.strictObject(Object.fromEntries(keys.map((key) => [key, schema])) as Record<Key, Schema>).partial();

/** The schema describes the scoring settings of medic.yml. The version is required, so that a report names the settings that it was computed with. */
export const SCORING_SCHEMA = z
  .strictObject({
    version: z.string().regex(/^[\w.-]{1,40}$/, 'must be 1 to 40 letters, digits, _, . and -'),
    parts: each<ScorePartId, typeof part>(SCORE_PARTS, part).optional(),
    curves: each(CURVES, curve).optional(),
    capWhen503: share.optional().describe('The best total score while the load balancer answers 503.'),
  })
  .describe('Weights, caps and curves of the score; omitted values have the built-in defaults.');

export type ScoringInput = z.output<typeof SCORING_SCHEMA>;

/** Merges scoring settings over the built-in defaults, part by part and curve by curve; later layers win. */
export const overlaidScoring = (
  builtIn: ScoringPolicy,
  ...layers: readonly (ScoringInput | undefined)[]
): ScoringPolicy =>
  layers.reduce<ScoringPolicy>((below, layer) => (layer === undefined ? below : withScoring(below, layer)), builtIn);

const withScoring = (
  below: ScoringPolicy,
  { version, parts = {}, curves = {}, capWhen503 }: ScoringInput,
): ScoringPolicy => ({
  version,
  parts: Object.fromEntries(
    SCORE_PARTS.map((id) => [id, { ...below.parts[id], ...withoutUndefined(parts[id] ?? {}) }]),
  ) as unknown as ScoringPolicy['parts'],
  curves: { ...below.curves, ...withoutUndefined(curves) },
  capWhen503: capWhen503 ?? below.capWhen503,
});

/** Removes the keys whose value is undefined. */
const withoutUndefined = <T extends object>(layer: T): { readonly [Key in keyof T]?: Exclude<T[Key], undefined> } =>
  Object.fromEntries(Object.entries(layer).filter(([, value]) => value !== undefined)) as {
    readonly [Key in keyof T]?: Exclude<T[Key], undefined>;
  };

type Points = readonly (readonly [value: number, score: number])[];

const pairsOf = (points: Points) => points.slice(1).map((point, index) => [points[index] ?? point, point] as const);

function valuesRise(points: Points): boolean {
  return pairsOf(points).every(([[before], [after]]) => after > before);
}

function scoresGoOneWay(points: Points): boolean {
  const steps = pairsOf(points).map(([[, before], [, after]]) => after - before);
  return steps.every((step) => step <= 0) || steps.every((step) => step >= 0);
}
