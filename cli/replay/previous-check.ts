import { z } from 'zod';
import { ACTIONS } from '#shared/domain/model/action.ts';
import type { ServiceBaseline } from '#shared/domain/model/baseline.ts';
import { CAUSES } from '#shared/domain/model/cause.ts';
import { FINDING_IDS } from '#shared/domain/model/finding.ts';
import type { HealthReport } from '#shared/domain/model/health-report.ts';
import type { Incident } from '#shared/domain/model/incident.ts';
import { SCORE_PARTS } from '#shared/domain/model/policy.ts';

const instant = z.number().min(0);

/** Validates the fields that the next check needs; other fields pass unchanged. */
const ReportRecord = z
  .looseObject({
    service: z.string(),
    at: instant,
    score: z.number(),
    confidence: z.number(),
    state: z.enum(['healthy', 'degraded', 'critical', 'unknown']),
    reachedPorts: z.array(z.int()).optional(),
    parts: z.array(z.looseObject({ id: z.enum(SCORE_PARTS), score: z.number(), observedAt: instant.optional() })),
    findings: z.array(
      z.looseObject({
        id: z.enum(FINDING_IDS),
        subject: z.string().optional(),
        at: instant,
        since: instant,
        seen: z.int().min(1),
      }),
    ),
  })
  .transform((report) => report as unknown as HealthReport);

const Step = z.looseObject({
  plan: z.looseObject({ action: z.enum(ACTIONS), step: z.string(), target: z.string() }),
  epoch: z.int(),
  reservedAt: instant,
  outcome: z.looseObject({ kind: z.enum(['reserved', 'begun', 'done', 'refused', 'failed']) }),
});

const Attempt = z.looseObject({
  number: z.int(),
  action: z.enum(ACTIONS),
  cause: z.enum(CAUSES),
  target: z.string(),
  startedAt: instant,
  steps: z.array(Step).min(1),
  verdict: z.enum(['pending', 'worked', 'did-not-work', 'superseded']),
});

const IncidentRecord = z
  .looseObject({
    id: z.string(),
    service: z.string(),
    status: z.enum(['open', 'escalated', 'resolved']),
    openedAt: instant,
    cause: z.enum(CAUSES),
    attempts: z.array(Attempt),
    healthyObservations: z.int().min(0),
    alerts: z.array(z.string()),
    version: z.int().min(0),
  })
  .transform((incident) => incident as unknown as Incident);

const amount = z.number().min(0);

const FaultlessCheck = z.object({ score: amount, findings: z.array(z.enum(FINDING_IDS)) });

/** A baseline is stored like this in the table. A list that is left out is empty. */
const BaselineRecord = z
  .object({
    starts: z.array(z.object({ task: z.string(), at: instant, tookMs: amount })).default([]),
    startsFrom: instant.optional(),
    revisions: z
      .array(z.object({ taskDefinition: z.string(), firstAt: instant, lastAt: instant, healthyMs: amount }))
      .default([]),
    interruptedAt: instant.optional(),
    faultlessChecks: z.array(FaultlessCheck).default([]),
    usual: FaultlessCheck.extend({ at: instant }).optional(),
  })
  .transform((baseline) => baseline as ServiceBaseline);

/** The `report` and `incident` printed by an earlier replay of the same service, and its baseline. */
export const PreviousCheck = z.object({
  report: ReportRecord.nullish(),
  incident: IncidentRecord.nullish(),
  baseline: BaselineRecord.nullish(),
});

export type PreviousCheck = z.output<typeof PreviousCheck>;
