/** This module provides values to serverless.yml, `${file(deploy/serverless.cjs):functions}`. The Serverless Framework requires CommonJS. */
const { dirname } = require('node:path');

/** These errors have a complete message, which a stack trace would only obscure. */
const EXPECTED_ERRORS = new Set(['ConfigInvalid', 'ConfigUnreadable']);

let described;

/** Describes the service once. The framework repeats the call while a variable is unresolved, so only the result is cached. */
async function service({ resolveVariable }) {
  const stage = await resolveVariable('sls:stage');
  const config = (await resolveVariable("param:config, env:MEDIC_CONFIG, 'medic.yml'")) || 'medic.yml';
  described ??= describe(stage, config);
  return described;
}

async function describe(stage, config) {
  const { describeService } = await import('./service.ts');
  try {
    return describeService({ folder: dirname(__dirname), stage, config });
  } catch (error) {
    if (EXPECTED_ERRORS.has(error.name)) error.stack = error.message;
    throw error;
  }
}

/** Answers a placeholder for an invalid configuration, so that only `functions` reports the faults. */
const unlessFaulty = (part, otherwise) => async (context) => {
  try {
    return (await service(context))[part];
  } catch (error) {
    if (EXPECTED_ERRORS.has(error.name)) return otherwise;
    throw error;
  }
};

module.exports = {
  functions: async (context) => (await service(context)).functions,
  resources: unlessFaulty('resources', { Resources: {} }),
  policies: unlessFaulty('policies', {}),
};
