import { createHash } from 'node:crypto';
import { canonicalPlan } from '#shared/domain/model/canonical-plan.ts';
import type { Plan } from '#shared/domain/model/plan.ts';

/** Answers the SHA-256 of a plan's canonical form in hex: the same plan always has the same digest. */
export const digestOf = (plan: Plan): string => createHash('sha256').update(canonicalPlan(plan)).digest('hex');
