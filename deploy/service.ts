import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseMedicFile } from '#shared/runtime/config.ts';
import { readConfigText } from '#shared/runtime/config-file.ts';
import { ownAlarms, signalAlarms } from './alarms.ts';
import type { Resources } from './cloudformation.ts';
import { failureQueues } from './failure-queues.ts';
import { readFunctionFiles } from './function-file.ts';
import { invokePermissions, serverlessFunctions } from './functions.ts';
import { packagedPolicies } from './packaged-policies.ts';
import { functionRoles } from './roles.ts';
import { recoveryWorkflow } from './workflow.ts';

export interface ServiceSources {
  /** Where functions/ and workflows/ are. */
  readonly folder: string;
  readonly stage: string;
  /** The path of the medic.yml to deploy. */
  readonly config: string;
}

const ADVICE = 'name the file with --param config=FILE or in MEDIC_CONFIG, or start from examples/starter/medic.yml';

/**
 * The part of the deployment that follows from medic.yml, the folders in functions/ and the workflow.
 * Throws ConfigInvalid with every fault of medic.yml, or ConfigUnreadable, before anything is packaged.
 */
export function describeService({ folder, stage, config }: ServiceSources) {
  const { policies, network, taskRoles } = parseMedicFile(readConfigText(config, ADVICE), config);
  const files = readFunctionFiles(join(folder, 'functions'));
  const workflow = readFileSync(join(folder, 'workflows/recovery.asl.json'), 'utf8');
  const surroundings = { stage, policies, taskRoles };
  const functionNames = files.map(({ name }) => name);
  const packaged = packagedPolicies(policies);
  const Resources: Resources = {
    ...functionRoles(files, surroundings),
    ...failureQueues(files, stage),
    ...invokePermissions(files),
    ...recoveryWorkflow(workflow, functionNames, stage),
    ...signalAlarms(policies, stage),
    ...ownAlarms(files, stage),
  };
  return {
    functions: serverlessFunctions(files, surroundings, network),
    resources: { Resources, Outputs: { PoliciesDigest: digestOutput(packaged.digest) } },
    policies: packaged,
  };
}

const digestOutput = (digest: string) => ({
  Description: 'SHA-256 of the policies that medic.yml came to; functions log it when they start',
  Value: digest,
});
