/** Puts the policies of medic.yml, as serverless.yml has them, in the place of shared/runtime/packaged-policies.ts. */
const packagedPolicies = ({ digest, json }) => ({
  name: 'packaged-policies',
  setup: (build) => {
    build.onLoad({ filter: /[\\/]shared[\\/]runtime[\\/]packaged-policies\.ts$/ }, () => ({
      contents: `export const PACKAGED_POLICIES = ${JSON.stringify({ digest, json })};`,
    }));
  },
});

module.exports = ({ service }) => [packagedPolicies(service.custom.policies)];
