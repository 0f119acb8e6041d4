/** What serverless.yml reads by `${file(deploy/serverless.cjs):functions}`; the Serverless Framework takes CommonJS only. */
const { dirname } = require('node:path');

let described;

async function describe({ resolveVariable }) {
  const { describeService } = await import('./service.ts');
  const stage = await resolveVariable('sls:stage');
  try {
    return describeService({ folder: dirname(__dirname), stage });
  } catch (error) {
    if (error.name === 'ConfigInvalid') error.stack = error.message; // the reader needs the faults, not our call stack
    throw error;
  }
}

const once = (context) => (described ??= describe(context));

const nothing = () => ({ Resources: {} });

module.exports = {
  functions: async (context) => (await once(context)).functions,
  resources: (context) => once(context).then(({ resources }) => resources, nothing), // the faults are told once, by `functions`
};
