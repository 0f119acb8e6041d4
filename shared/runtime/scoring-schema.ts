import { z } from 'zod';
import { SCORE_PARTS, type ScorePartId, type ScoringPolicy } from '#shared/domain/model/policy.ts';

const share = z.number().min(0).max(100);

const part = z
  .strictObject({
    weight: z.number().min(0.1).max(100).describe('Relative to the weights of the other parts.'),
    cap: share.describe('The best total score while this part scores 0.'),
    floor: share.describe('What the part is worth at most once it has been missing for long.'),
  })
  .partial();

const curve = z
  .array(z.tuple([z.number().min(-10).max(1000), share]))
  .min(2)
  .max(20)
  .refine(valuesRise, 'the values must rise from point to point')
  .refine(scoresGoOneWay, 'the scores must only fall or only rise')
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

/** What medic.yml may change about the score. The version is asked for, so that a report says what it was made with. */
export const SCORING_SCHEMA = z
  .strictObject({
    version: z.string().regex(/^[\w.-]{1,40}$/, 'must be 1 to 40 letters, digits, _, . and -'),
    parts: each<ScorePartId, typeof part>(SCORE_PARTS, part).optional(),
    curves: each(CURVES, curve).optional(),
    capWhen503: share.optional().describe('The best total score while the load balancer answers 503.'),
  })
  .describe('Weights, caps and curves of the score; what is left out stays as shipped.');

export type ScoringInput = z.output<typeof SCORING_SCHEMA>;

/** The shipped scoring with everything that was said laid over it, part by part and curve by curve; the last word wins. */
export const overlaidScoring = (
  shipped: ScoringPolicy,
  ...said: readonly (ScoringInput | undefined)[]
): ScoringPolicy =>
  said.reduce<ScoringPolicy>((below, layer) => (layer === undefined ? below : withScoring(below, layer)), shipped);

const withScoring = (
  below: ScoringPolicy,
  { version, parts = {}, curves = {}, capWhen503 }: ScoringInput,
): ScoringPolicy => ({
  version,
  parts: Object.fromEntries(
    SCORE_PARTS.map((id) => [id, { ...below.parts[id], ...spoken(parts[id] ?? {}) }]),
  ) as unknown as ScoringPolicy['parts'],
  curves: { ...below.curves, ...spoken(curves) },
  capWhen503: capWhen503 ?? below.capWhen503,
});

/** Without the keys that hold nothing. */
const spoken = <T extends object>(said: T): { readonly [Key in keyof T]?: Exclude<T[Key], undefined> } =>
  Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)) as {
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
