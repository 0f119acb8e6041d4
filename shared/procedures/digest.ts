import { createHash } from 'node:crypto';
import { canonicalPlan } from '#shared/domain/model/canonical-plan.ts';
import type { Plan } from '#shared/domain/model/plan.ts';

/** SHA-256, in hex, of a plan in its canonical words: the same plan has the same digest, whoever computes it. */
export const digestOf = (plan: Plan): string => createHash('sha256').update(canonicalPlan(plan)).digest('hex');
