/** What serverless.yml reads by `${file(deploy/serverless.cjs):functions}`; the Serverless Framework takes CommonJS only. */
const { dirname } = require('node:path');

/** Errors that say in their message all that the reader needs; our call stack would only bury it. */
const SAYS_ALL = new Set(['ConfigInvalid', 'ConfigUnreadable']);

let described;

/** Variables that the framework cannot resolve yet make it ask again later, so only what comes after them is done once. */
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
    if (SAYS_ALL.has(error.name)) error.stack = error.message;
    throw error;
  }
}

/** The faults are told once, by `functions`. */
const unlessFaulty = (part, otherwise) => async (context) => {
  try {
    return (await service(context))[part];
  } catch (error) {
    if (SAYS_ALL.has(error.name)) return otherwise;
    throw error;
  }
};

module.exports = {
  functions: async (context) => (await service(context)).functions,
  resources: unlessFaulty('resources', { Resources: {} }),
  policies: unlessFaulty('policies', {}),
};
