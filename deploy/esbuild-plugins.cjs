const { readFileSync } = require('node:fs');

/** Puts the policies of medic.yml, as serverless.yml has them, in the place of shared/runtime/packaged-policies.ts. */
const packagedPolicies = ({ digest, json }) => ({
  name: 'packaged-policies',
  setup: (build) => {
    build.onLoad({ filter: /[\\/]shared[\\/]runtime[\\/]packaged-policies\.ts$/ }, () => ({
      contents: `export const PACKAGED_POLICIES = ${JSON.stringify({ digest, json })};`,
    }));
  },
});

/**
 * The SDK writes the schemas of all operations as `{ [_hH]: _XAFE }`, with the texts in constants. A computed key may run code for all that
 * esbuild knows, so it keeps every schema; with the text itself in its place, those of operations that nobody calls are left out.
 */
const plainKeys = {
  name: 'plain-keys-in-sdk-schemas',
  setup: (build) => {
    build.onLoad({ filter: /@aws-sdk[\\/].*[\\/]schemas[\\/]schemas_\d+\.js$/ }, ({ path }) => {
      const code = readFileSync(path, 'utf8');
      const texts = new Map(
        [...code.matchAll(/^const (_\w+) = ("[^"\\]*");$/gm)].map(([, name, text]) => [name, text]),
      );
      return {
        contents: code.replaceAll(/\[(_\w+)\]:/g, (key, name) => (texts.has(name) ? `${texts.get(name)}:` : key)),
      };
    });
  },
};

module.exports = ({ service }) => [packagedPolicies(service.custom.policies), plainKeys];
