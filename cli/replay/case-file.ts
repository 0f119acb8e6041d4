import { z } from 'zod';
import { InboundEvent } from '#events/schemas/inbound-event.ts';
import { InstantText } from '#events/schemas/instant-text.ts';
import type { ServicePolicy } from '#shared/domain/policy.ts';
import { parseMedicYaml } from '#shared/runtime/config.ts';
import { MEDIC_FILE_SCHEMA } from '#shared/runtime/config-schema.ts';
import { CommandFailed } from '../command-failed.ts';
import { faultsOf } from '../faults.ts';
import { readJson } from '../files.ts';
import { PreviousLook } from './previous-look.ts';

const JsonObject = z.record(z.string(), z.unknown());

/** One recorded answer of an AWS operation, or the error it gave. Without `input` it answers every request. */
const RecordedAnswer = z
  .object({
    service: z.string().min(1),
    operation: z.string().min(1),
    input: JsonObject.default({}),
    output: JsonObject.optional(),
    error: z.object({ name: z.string().min(1), message: z.string().default('') }).optional(),
  })
  .refine(({ output, error }) => (output === undefined) !== (error === undefined), 'needs either output or error');

/** JSON has no NaN: what is no number stays none, so that it is refused as it is in AWS rather than taken for zero. */
const MetricValue = z.unknown().transform((value) => (typeof value === 'number' ? value : Number.NaN));

/** One metric as CloudWatch had it: a point for each period in which there was something to count. */
const RecordedSeries = z.object({
  namespace: z.string().min(1),
  name: z.string().min(1),
  dimensions: z.record(z.string(), z.string()),
  stat: z.string().min(1),
  periodSeconds: z.int().min(1),
  points: z.array(z.tuple([InstantText, MetricValue])),
});

/** What a dependency, or a task that was asked for real work, answered. Without `at` it was asked at the case's moment. */
const RecordedProbe = z
  .object({
    dependency: z.string().min(1).optional(),
    task: z.string().min(1).optional(),
    ok: z.boolean(),
    status: z.int().optional(),
    latencyMs: z.number().default(0),
    error: z.string().min(1).optional(),
    at: z.optional(InstantText),
  })
  .refine(({ dependency, task }) => dependency !== undefined || task !== undefined, 'needs a dependency or a task');

/** As the table holds it, but for its time; whether it can be true is for the store to say, as it is in AWS. */
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

/** What should have come out. Compared for people, never decided on. */
const Expectation = z.object({
  /** Cases that are counted together. */
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
  /** As EventBridge delivered them; one that cannot be read says nothing. */
  events: z.array(InboundEvent).default([]),
  previous: PreviousLook.default({}),
  expect: Expectation.optional(),
});

export type RecordedAnswer = z.output<typeof RecordedAnswer>;
export type RecordedSeries = z.output<typeof RecordedSeries>;
export type RecordedProbe = z.output<typeof RecordedProbe>;
export type Expectation = z.output<typeof Expectation>;

/** One observation of one service, as it was recorded. */
export interface RecordedCase extends Omit<z.output<typeof CaseFile>, 'config'> {
  readonly policies: readonly ServicePolicy[];
}

/** Reads a case. Throws {@link CommandFailed} with every fault and its path. */
export const readCase = (path: string): RecordedCase => parseCase(readJson(path), path);

/** Checks what was read from the file of that name. */
export const parseCase = (content: unknown, path: string): RecordedCase => {
  const parsed = CaseFile.safeParse(content);
  if (!parsed.success) {
    throw new CommandFailed(
      `${path} is not a case that can be replayed: ${faultsOf(parsed.error)}. tests/fixtures/cases has some that can.`,
    );
  }
  const { config, ...recorded } = parsed.data;
  const policies = parseMedicYaml(JSON.stringify(config), `${path} (config)`);
  const names = policies.map(({ name }) => name);
  if (names.includes(recorded.service)) return { ...recorded, policies };
  throw new CommandFailed(
    `${path}: service "${recorded.service}" is none of its config, which names: ${names.join(', ')}.`,
  );
};
