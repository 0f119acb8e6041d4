import { z } from 'zod';

/** What the terminal shows of a health report, a finding, a diagnosis, a plan, a gate and a decision; more may come and is left out. */

const FindingShown = z.object({
  id: z.string(),
  strength: z.string(),
  subject: z.string().optional(),
  message: z.string(),
});

export const ReportShown = z.object({
  service: z.string(),
  score: z.number(),
  confidence: z.number(),
  state: z.string(),
  cause: z.string(),
  why: z.string(),
  findings: z.array(FindingShown).readonly(),
});

const PartShown = z.object({
  id: z.string(),
  mode: z.string(),
  value: z.number().optional(),
  sampleSize: z.number(),
  score: z.number(),
  weight: z.number(),
  loss: z.number(),
  cap: z.number(),
});

export const PartsShown = z.array(PartShown).readonly();

export const DiagnosisShown = z.object({
  cause: z.string(),
  confirmed: z.boolean(),
  restartHelps: z.boolean(),
  evidence: z.array(FindingShown.extend({ seen: z.number() })).readonly(),
  ruledOut: z.array(z.object({ cause: z.string(), why: z.string() })).readonly(),
});

const PlanShown = z.object({ action: z.string(), target: z.string(), message: z.string() });

const GateShown = z.object({
  gate: z.string(),
  verdict: z.string(),
  reason: z.string().optional(),
  numbers: z.record(z.string(), z.number()).readonly().default({}),
});

export const GatesShown = z.array(GateShown).readonly();

export const DecisionShown = z.object({
  kind: z.string(),
  reason: z.string(),
  recheckAfterSeconds: z.number().optional(),
  plan: PlanShown.optional(),
  would: PlanShown.optional(),
});

export type ReportShown = z.output<typeof ReportShown>;
export type PartsShown = z.output<typeof PartsShown>;
export type DiagnosisShown = z.output<typeof DiagnosisShown>;
export type GatesShown = z.output<typeof GatesShown>;
export type DecisionShown = z.output<typeof DecisionShown>;
