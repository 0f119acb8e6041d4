import type { Random } from '#local-aws/clock/random.ts';
import { SECOND } from '#shared/domain/model/time.ts';
import type { SecondsRange } from './constants.ts';

/** Draws a duration from a range, in whole milliseconds. */
export const drawMs = ({ random }: { readonly random: Random }, { low, high }: SecondsRange): number =>
  Math.round(random.between(low, high) * SECOND);
