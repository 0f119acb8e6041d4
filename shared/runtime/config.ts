import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ConfigInvalid } from '#shared/domain/model/errors.ts';
import type { Limits, Mode, Objectives, ProbePolicy, ServicePolicy } from '#shared/domain/model/policy.ts';
import { DEFAULT_SCORING } from '#shared/domain/score/scoring-defaults.ts';
import { MEDIC_FILE_SCHEMA, type MedicFileInput, type NetworkInput, type ServiceInput } from './config-schema.ts';
import { parseYaml } from './config-yaml.ts';
import { PROFILES } from './profiles.ts';
import { overlaidScoring } from './scoring-schema.ts';

/** medic.yml with defaults and profiles applied. Network and roles matter to the deployment only. */
export interface MedicFile {
  readonly policies: readonly ServicePolicy[];
  readonly network?: Readonly<NetworkInput>;
  /** Names of the IAM roles that going back to an earlier revision has to pass on. */
  readonly taskRoles: readonly string[];
}

/** What a service gets that says nothing and whose file has no defaults either. */
const BUILT_IN = {
  mode: 'observe' as Mode,
  cadenceSeconds: 60,
  profile: 'http' as const,
  limits: { maxActionsPerHour: 3, maxRollbacksPer6Hours: 1 } satisfies Limits,
};

/** Reads the text of a medic.yml (JSON is YAML too). Throws {@link ConfigInvalid} with all faults, each with line and column. */
export function parseMedicFile(text: string, fileName: string): MedicFile {
  const { defaults, network, services } = parseYaml(text, fileName, MEDIC_FILE_SCHEMA);
  return deepFreeze({
    policies: services.map((service) => policyOf(service, defaults)),
    ...(network && { network }),
    taskRoles: [...new Set(services.flatMap(({ taskRoles }) => taskRoles))],
  });
}

/** The policies alone. */
export const parseMedicYaml = (text: string, fileName: string): readonly ServicePolicy[] =>
  parseMedicFile(text, fileName).policies;

/** What the file says beats the profile, and the service beats the file's defaults. */
function policyOf({ taskRoles: _, ...service }: ServiceInput, defaults: MedicFileInput['defaults']): ServicePolicy {
  const profile = service.profile ?? defaults.profile ?? BUILT_IN.profile;
  const preset = PROFILES[profile];
  const { alarms, ...said } = service;
  return {
    ...said,
    profile,
    mode: service.mode ?? defaults.mode ?? BUILT_IN.mode,
    cadenceSeconds: service.cadenceSeconds ?? defaults.cadenceSeconds ?? BUILT_IN.cadenceSeconds,
    objectives: overlaid<Objectives>(preset.objectives, defaults.objectives, service.objectives),
    probe: overlaid<ProbePolicy>(preset.probe, defaults.probe, service.probe),
    logPatterns: [...(service.logPatterns ?? []), ...(defaults.logPatterns ?? []), ...preset.logPatterns],
    limits: overlaid<Limits>(BUILT_IN.limits, defaults.limits, service.limits),
    scoring: overlaidScoring(DEFAULT_SCORING, defaults.scoring, service.scoring),
    ...(alarms && { alarms }),
  };
}

type Said<T> = { readonly [Key in keyof T]?: T[Key] | undefined } | undefined;

/** Later layers win, as far as they say anything. */
const overlaid = <T extends object>(...layers: readonly [T, ...Said<T>[]]): T =>
  Object.fromEntries(
    layers.flatMap((layer) => Object.entries(layer ?? {})).filter(([, value]) => value !== undefined),
  ) as T;

/** All that a function is told from outside. A function is given only what it needs; asking for more throws {@link ConfigInvalid}. */
export interface Config {
  readonly stage: string;
  readonly policies: readonly ServicePolicy[];
  readonly tableName: string;
  readonly checksQueueUrl: string;
  readonly stateMachineArn: string;
  readonly alertsTopicArn: string;
  readonly probeFunctionName: string;
}

const ENVIRONMENT_SCHEMA = z.object({
  STAGE: z.string().min(1).optional(),
  TABLE_NAME: z.string().min(1).optional(),
  CHECKS_QUEUE_URL: z.url().optional(),
  STATE_MACHINE_ARN: z.string().startsWith('arn:').optional(),
  ALERTS_TOPIC_ARN: z.string().startsWith('arn:').optional(),
  PROBE_FUNCTION_NAME: z.string().min(1).optional(),
  LAMBDA_TASK_ROOT: z.string().min(1).optional(),
});
type Variable = keyof z.output<typeof ENVIRONMENT_SCHEMA>;

/**
 * The configuration of one function, to be read once per cold start: its environment, and the medic.yml that lies beside its bundle.
 * The file is read when the policies are first asked for, so that a function without use for them pays nothing.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>> = process.env): Config {
  const variables = parseEnvironment(environment);
  const required = (variable: Variable): string => {
    const value = variables[variable];
    if (value === undefined)
      throw new ConfigInvalid('The environment', [`${variable} is missing: this function was not deployed with it`]);
    return value;
  };
  let policies: readonly ServicePolicy[] | undefined;
  return Object.freeze({
    get policies() {
      policies ??= readPolicies(variables.LAMBDA_TASK_ROOT ?? process.cwd());
      return policies;
    },
    get stage() {
      return required('STAGE');
    },
    get tableName() {
      return required('TABLE_NAME');
    },
    get checksQueueUrl() {
      return required('CHECKS_QUEUE_URL');
    },
    get stateMachineArn() {
      return required('STATE_MACHINE_ARN');
    },
    get alertsTopicArn() {
      return required('ALERTS_TOPIC_ARN');
    },
    get probeFunctionName() {
      return required('PROBE_FUNCTION_NAME');
    },
  });
}

/** Says which variable is wrong and why, never what it holds. */
function parseEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): z.output<typeof ENVIRONMENT_SCHEMA> {
  const parsed = ENVIRONMENT_SCHEMA.safeParse(environment);
  if (parsed.success) return parsed.data;
  throw new ConfigInvalid(
    'The environment',
    parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`),
  );
}

function readPolicies(folder: string): readonly ServicePolicy[] {
  const path = join(folder, 'medic.yml');
  try {
    return parseMedicYaml(readFileSync(path, 'utf8'), 'medic.yml');
  } catch (cause) {
    if (cause instanceof ConfigInvalid) throw cause;
    throw new ConfigInvalid('medic.yml', [`${path} cannot be read; put it beside package.json or the bundle`]);
  }
}

function deepFreeze<T>(value: T): T {
  if (value !== null && typeof value === 'object' && !Object.isFrozen(value))
    Object.values(Object.freeze(value)).forEach(deepFreeze);
  return value;
}
