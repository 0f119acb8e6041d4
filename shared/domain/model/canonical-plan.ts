import type { Plan } from './plan.ts';

/** Formats a plan as one line, the same for the same plan. Digests and approvals are bound to it. */
export const canonicalPlan = (plan: Plan): string =>
  JSON.stringify(Object.entries(plan).sort(([a], [b]) => a.localeCompare(b, 'en')));
