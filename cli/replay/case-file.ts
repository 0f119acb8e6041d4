import { z } from 'zod';
import { InboundEvent } from '#events/schemas/inbound-event.ts';
import { InstantText } from '#events/schemas/instant-text.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import { medicFileOf } from '#shared/runtime/config.ts';
import { MEDIC_FILE_SCHEMA } from '#shared/runtime/config-schema.ts';
import { CommandFailed } from '../command-failed.ts';
import { readJson } from '../files.ts';
import { describeErrors } from '../schema-errors.ts';
import { answerFaults } from './answer-faults.ts';
import { PreviousCheck } from './previous-check.ts';

const JsonObject = z.record(z.string(), z.unknown());

/** A recorded answer or error of an AWS operation. Without `input` it answers every request. Its types are those of AWS. */
const RecordedAnswer = z
  .object({
    service: z.string().min(1),
    operation: z.string().min(1),
    input: JsonObject.default({}),
    output: JsonObject.optional(),
    error: z.object({ name: z.string().min(1), message: z.string().default('') }).optional(),
  })
  .refine(({ output, error }) => (output === undefined) !== (error === undefined), 'needs either output or error')
  .superRefine(({ service, operation, output }, { addIssue }) => {
    for (const { path, message } of answerFaults(service, operation, output))
      addIssue({ code: 'custom', path: ['output', ...path], message });
  });

/** Reads anything but a number as NaN, which JSON cannot hold, so that the adapters refuse it and never take it for zero. */
const MetricValue = z.unknown().transform((value) => (typeof value === 'number' ? value : Number.NaN));

/** A recorded CloudWatch metric: one point for each period with data. */
const RecordedSeries = z.object({
  namespace: z.string().min(1),
  name: z.string().min(1),
  dimensions: z.record(z.string(), z.string()),
  stat: z.string().min(1),
  periodSeconds: z.int().min(1),
  points: z.array(z.tuple([InstantText, MetricValue])),
});

/** A recorded probe of a dependency, of a task, or of a dependency from a task. Without `at` it was made at the case's `now`. */
const RecordedProbe = z
  .object({
    dependency: z.string().min(1).optional(),
    task: z.string().min(1).optional(),
    /** The port of a task that was probed on several ports. */
    port: z.int().min(1).max(65_535).optional(),
    ok: z.boolean(),
    status: z.int().optional(),
    latencyMs: z.number().default(0),
    error: z.string().min(1).optional(),
    at: z.optional(InstantText),
  })
  .refine(({ dependency, task }) => dependency !== undefined || task !== undefined, 'needs a dependency or a task');

/** A breaker record as in the table, but with an ISO time. The store validates it, as it does in AWS. */
const RecordedBreaker = z
  .looseObject({
    name: z.string().min(1),
    state: z.unknown(),
    version: z.number().default(1),
    failedResets: z.number().default(0),
    openedAt: z.optional(InstantText),
    forced: z.boolean().default(false),
  })
  .transform(({ forced, ...breaker }) => ({
    ...breaker,
    state: forced && breaker.state === 'open' ? 'forced-open' : breaker.state,
  }));

const RecordedSwitch = z.object({
  scope: z.enum(['everything', 'service']).default('service'),
  owner: z.string(),
  reason: z.string(),
  from: InstantText,
  until: InstantText,
});

/** The expected result. It is compared with the result, and never read by `decide`. */
const Expectation = z.object({
  /** Groups cases in the summary of a folder. */
  group: z.string().min(1).optional(),
  cause: z.string().nullish(),
  causeAnyOf: z.array(z.string()).optional(),
  decision: z
    .object({
      kind: z.string().nullish(),
      kindAnyOf: z.array(z.string()).optional(),
      action: z.string().nullish(),
      actionAnyOf: z.array(z.string()).optional(),
    })
    .default({}),
  harmful: z.array(z.string()).default([]),
  /** The diagnosis has to rest on this evidence or explain it: ids, subjects or meanings of findings, or parts of their messages. */
  evidence: z.array(z.string().min(1)).default([]),
});

const CaseFile = z.object({
  case: z.string().min(1),
  now: InstantText,
  service: z.string().min(1),
  config: MEDIC_FILE_SCHEMA,
  answers: z.array(RecordedAnswer),
  metrics: z.array(RecordedSeries).optional(),
  probes: z.array(RecordedProbe).default([]),
  breakers: z.array(RecordedBreaker).default([]),
  switches: z.array(RecordedSwitch).default([]),
  /** Events as delivered by EventBridge; unreadable ones are ignored. */
  events: z.array(InboundEvent).default([]),
  previous: PreviousCheck.default({}),
  expect: Expectation.optional(),
});

export type RecordedAnswer = z.output<typeof RecordedAnswer>;
export type RecordedSeries = z.output<typeof RecordedSeries>;
export type RecordedProbe = z.output<typeof RecordedProbe>;
export type Expectation = z.output<typeof Expectation>;

/** One recorded observation of one service. */
export interface RecordedCase extends Omit<z.output<typeof CaseFile>, 'config'> {
  readonly policies: readonly ServicePolicy[];
}

/** Reads a case file. Throws {@link CommandFailed} with every error and its path. */
export const readCase = (path: string): RecordedCase => parseCase(readJson(path), path);

/** Validates the content of a case file; `path` names the file in errors. */
export const parseCase = (content: unknown, path: string): RecordedCase => {
  const parsed = CaseFile.safeParse(content);
  if (!parsed.success) {
    throw new CommandFailed(
      `${path} is not a valid case: ${describeErrors(parsed.error)}. For examples see tests/fixtures/cases.`,
    );
  }
  const { config, ...recorded } = parsed.data;
  const { policies } = medicFileOf(config);
  const names = policies.map(({ name }) => name);
  if (names.includes(recorded.service)) return { ...recorded, policies };
  throw new CommandFailed(`${path}: its config has no service "${recorded.service}"; it names: ${names.join(', ')}.`);
};
