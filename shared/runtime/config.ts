import type { Limits, Mode, Objectives, ProbePolicy, ServicePolicy } from '#shared/domain/model/policy.ts';
import { DEFAULT_SCORING } from '#shared/domain/score/scoring-defaults.ts';
import { MEDIC_FILE_SCHEMA, type MedicFileInput, type NetworkInput, type ServiceInput } from './config-schema.ts';
import { parseYaml } from './config-yaml.ts';
import { deepFreeze } from './deep-freeze.ts';
import { PROFILES } from './profiles.ts';
import { overlaidScoring } from './scoring-schema.ts';

/** A medic.yml with defaults and profiles applied. Only the deployment uses the network and the roles. */
export interface MedicFile {
  readonly policies: readonly ServicePolicy[];
  readonly network?: Readonly<NetworkInput>;
  /** A rollback to an earlier revision passes these IAM roles to ECS (iam:PassRole). */
  readonly taskRoles: readonly string[];
}

/** The built-in defaults apply when neither the service nor `defaults` sets a value. */
const BUILT_IN = {
  mode: 'observe' as Mode,
  cadenceSeconds: 60,
  profile: 'http' as const,
  limits: { maxActionsPerHour: 3, maxRollbacksPer6Hours: 1 } satisfies Limits,
};

/** Parses the text of a medic.yml (JSON is valid YAML). Throws ConfigInvalid with all faults, each with line and column. */
export const parseMedicFile = (text: string, fileName: string): MedicFile =>
  medicFileOf(parseYaml(text, fileName, MEDIC_FILE_SCHEMA));

/** Applies defaults and profiles to the validated content of a medic.yml. */
export function medicFileOf({ defaults, network, services }: MedicFileInput): MedicFile {
  return deepFreeze({
    policies: services.map((service) => policyOf(service, defaults)),
    ...(network && { network }),
    taskRoles: [...new Set(services.flatMap(({ taskRoles }) => taskRoles))],
  });
}

/** Parses a medic.yml and answers only its policies. */
export const parseMedicYaml = (text: string, fileName: string): readonly ServicePolicy[] =>
  parseMedicFile(text, fileName).policies;

/** Builds the policy of a service. Its own settings override `defaults`, which override the profile. */
function policyOf({ taskRoles: _, ...service }: ServiceInput, defaults: MedicFileInput['defaults']): ServicePolicy {
  const profile = service.profile ?? defaults.profile ?? BUILT_IN.profile;
  const preset = PROFILES[profile];
  const { alarms, worker, ...settings } = service;
  return {
    ...settings,
    profile,
    mode: service.mode ?? defaults.mode ?? BUILT_IN.mode,
    cadenceSeconds: service.cadenceSeconds ?? defaults.cadenceSeconds ?? BUILT_IN.cadenceSeconds,
    objectives: overlaid<Objectives>(preset.objectives, defaults.objectives, service.objectives),
    probe: probePolicyOf(preset.probe, defaults.probe, service.probe),
    logPatterns: [...(service.logPatterns ?? []), ...(defaults.logPatterns ?? []), ...preset.logPatterns],
    limits: overlaid<Limits>(BUILT_IN.limits, defaults.limits, service.limits),
    scoring: overlaidScoring(DEFAULT_SCORING, defaults.scoring, service.scoring),
    ...(alarms && { alarms }),
    ...(worker && { worker }),
  };
}

type ProbeInput = ServiceInput['probe'];

/** The ports of a service replace those of `defaults`. An entry without statuses accepts those of the whole probe. */
const probePolicyOf = (preset: ProbePolicy, defaults: ProbeInput, service: ProbeInput): ProbePolicy => {
  const probe = overlaid<ProbePolicy>(preset, probeOf(defaults), probeOf(service));
  const ports = (service?.ports ?? defaults?.ports)?.map(({ port, path, accept }) => ({
    port,
    path,
    acceptedStatuses: accept ?? probe.acceptedStatuses,
  }));
  return { ...probe, ...(ports && { ports }) };
};

const probeOf = ({ path, timeoutMs, accept }: NonNullable<ProbeInput> = {}): Layer<ProbePolicy> => ({
  path,
  timeoutMs,
  acceptedStatuses: accept,
});

type Layer<T> = { readonly [Key in keyof T]?: T[Key] | undefined } | undefined;

/** Merges layers of settings; the last defined value wins. */
const overlaid = <T extends object>(...layers: readonly [T, ...Layer<T>[]]): T =>
  Object.fromEntries(
    layers.flatMap((layer) => Object.entries(layer ?? {})).filter(([, value]) => value !== undefined),
  ) as T;
