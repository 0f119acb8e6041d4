import { ConfigInvalid } from '#shared/domain/model/errors.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import { deepFreeze } from './deep-freeze.ts';
import { PACKAGED_POLICIES, type PackagedPolicies } from './packaged-policies.ts';

/** The configuration of a function. A function is deployed with the values that it needs; reading another throws {@link ConfigInvalid}. */
export interface FunctionConfig {
  readonly policies: readonly ServicePolicy[];
  /** The digest identifies the policies; it is an output of the stack. */
  readonly policiesDigest: string;
  readonly stage: string;
  readonly tableName: string;
  readonly checksQueueUrl: string;
  readonly stateMachineArn: string;
  readonly alertsTopicArn: string;
  readonly probeFunctionName: string;
}

/** The bundle contains no policies of medic.yml. */
export class PoliciesMissing extends Error {
  override readonly name = 'PoliciesMissing';
}

type Environment = Readonly<Record<string, string | undefined>>;

interface Rule {
  readonly holds: (value: string) => boolean;
  readonly message: string;
}

const FILLED: Rule = { holds: (value) => value !== '', message: 'must not be empty' };
const URL_TEXT: Rule = { holds: (value) => URL.canParse(value), message: 'must be a URL' };
const ARN: Rule = { holds: (value) => value.startsWith('arn:'), message: 'must be an ARN' };

/** The table lists every environment variable of a function with its rule. */
const VARIABLES = {
  STAGE: FILLED,
  TABLE_NAME: FILLED,
  CHECKS_QUEUE_URL: URL_TEXT,
  STATE_MACHINE_ARN: ARN,
  ALERTS_TOPIC_ARN: ARN,
  PROBE_FUNCTION_NAME: FILLED,
} as const satisfies Readonly<Record<string, Rule>>;

/**
 * Reads the configuration of one function once per cold start: its environment, and the policies in its package.
 * The policies are parsed at the first access, so that a function that does not use them saves the time.
 */
export const readFunctionConfig = (
  environment: Environment = process.env,
  packaged: PackagedPolicies | undefined = PACKAGED_POLICIES,
): FunctionConfig => {
  refuseFaults(environment);
  const required = (variable: keyof typeof VARIABLES): string => {
    const value = environment[variable];
    if (value === undefined)
      throw new ConfigInvalid('The environment', [`${variable} is missing: this function was not deployed with it`]);
    return value;
  };
  let policies: readonly ServicePolicy[] | undefined;
  return Object.freeze({
    get policies() {
      policies ??= deepFreeze(JSON.parse(present(packaged).json) as readonly ServicePolicy[]);
      return policies;
    },
    get policiesDigest() {
      return present(packaged).digest;
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
};

/** Throws {@link ConfigInvalid} with all invalid variables and the reasons, never with their values. */
const refuseFaults = (environment: Environment): void => {
  const faults = Object.entries<Rule>(VARIABLES).flatMap(([variable, { holds, message }]) => {
    const value = environment[variable];
    return value === undefined || holds(value) ? [] : [`${variable}: ${message}`];
  });
  if (faults.length > 0) throw new ConfigInvalid('The environment', faults);
};

const present = (packaged: PackagedPolicies | undefined): PackagedPolicies => {
  if (packaged !== undefined) return packaged;
  throw new PoliciesMissing(
    'This bundle contains no policies: it was not built by "serverless package", which adds the policies of medic.yml. Package and deploy it again.',
  );
};
