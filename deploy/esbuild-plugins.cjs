const { readFileSync } = require('node:fs');

/** Replaces shared/runtime/packaged-policies.ts with the policies of medic.yml, which serverless.yml provides. */
const packagedPolicies = ({ digest, json }) => ({
  name: 'packaged-policies',
  setup: (build) => {
    build.onLoad({ filter: /[\\/]shared[\\/]runtime[\\/]packaged-policies\.ts$/ }, () => ({
      contents: `export const PACKAGED_POLICIES = ${JSON.stringify({ digest, json })};`,
    }));
  },
});

/**
 * Replaces computed keys in the schemas of the SDK, `{ [_hH]: _XAFE }`, with the strings of their constants. A computed key may have side
 * effects, so esbuild retains every schema. With plain keys it removes the schemas of unused operations.
 */
const plainKeys = {
  name: 'plain-keys-in-sdk-schemas',
  setup: (build) => {
    build.onLoad({ filter: /@aws-sdk[\\/].*[\\/]schemas[\\/]schemas_\d+\.js$/ }, ({ path }) => {
      const code = readFileSync(path, 'utf8');
      const constants = new Map(
        [...code.matchAll(/^const (_\w+) = ("[^"\\]*");$/gm)].map(([, name, text]) => [name, text]),
      );
      return {
        contents: code.replaceAll(/\[(_\w+)\]:/g, (key, name) =>
          constants.has(name) ? `${constants.get(name)}:` : key,
        ),
      };
    });
  },
};

module.exports = ({ service }) => [packagedPolicies(service.custom.policies), plainKeys];
