import type { Plan } from './plan.ts';

/** A plan as one line of text, the same for the same plan: what a digest is made of and what an approval is bound to. */
export const canonicalPlan = (plan: Plan): string =>
  JSON.stringify(Object.entries(plan).sort(([a], [b]) => a.localeCompare(b, 'en')));
