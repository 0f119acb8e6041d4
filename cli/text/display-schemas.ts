import { z } from 'zod';

/** The fields of a function's answer that the terminal displays. Other fields are ignored, so that a newer deployment can add some. */

const FindingDisplay = z.object({
  id: z.string(),
  strength: z.string(),
  subject: z.string().optional(),
  message: z.string(),
});

export const ReportDisplay = z.object({
  service: z.string(),
  score: z.number(),
  confidence: z.number(),
  state: z.string(),
  cause: z.string(),
  why: z.string(),
  findings: z.array(FindingDisplay).readonly(),
});

const PartDisplay = z.object({
  id: z.string(),
  mode: z.string(),
  value: z.number().optional(),
  sampleSize: z.number(),
  score: z.number(),
  weight: z.number(),
  loss: z.number(),
  cap: z.number(),
});

export const PartsDisplay = z.array(PartDisplay).readonly();

export const DiagnosisDisplay = z.object({
  cause: z.string(),
  confirmed: z.boolean(),
  restartHelps: z.boolean(),
  evidence: z.array(FindingDisplay.extend({ seen: z.number() })).readonly(),
  unexplained: z.array(FindingDisplay).readonly().default([]),
  candidates: z
    .array(z.object({ cause: z.string(), subject: z.string().optional() }))
    .readonly()
    .default([]),
  rivals: z
    .array(z.object({ cause: z.string(), ruledOutBy: z.array(z.string()).readonly() }))
    .readonly()
    .default([]),
  ruledOut: z.array(z.object({ cause: z.string(), why: z.string() })).readonly(),
});

const PlanDisplay = z.object({ action: z.string(), target: z.string(), message: z.string() });

const GateDisplay = z.object({
  gate: z.string(),
  verdict: z.string(),
  reason: z.string().optional(),
  numbers: z.record(z.string(), z.number()).readonly().default({}),
});

export const GatesDisplay = z.array(GateDisplay).readonly();

export const DecisionDisplay = z.object({
  kind: z.string(),
  reason: z.string(),
  recheckAfterSeconds: z.number().optional(),
  plan: PlanDisplay.optional(),
  would: PlanDisplay.optional(),
});

export type ReportDisplay = z.output<typeof ReportDisplay>;
export type PartsDisplay = z.output<typeof PartsDisplay>;
export type DiagnosisDisplay = z.output<typeof DiagnosisDisplay>;
export type GatesDisplay = z.output<typeof GatesDisplay>;
export type DecisionDisplay = z.output<typeof DecisionDisplay>;
