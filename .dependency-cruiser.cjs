/** Which way imports point; docs/architecture.md says why. Tests may import anything. Imports of types count as well. */
const INSIDE = '^(functions|shared|events|local-aws|sim|cli|deploy|scripts|tests|workflows)/';

/** `from` may import of ours only what `may` lists; `$1` is the first group of `from`. */
const only = (name, from, may) => ({
  name,
  severity: 'error',
  from: { path: from },
  to: { path: INSIDE, pathNot: may },
});

/** Nothing in `from` but `except` may import the packages or Node modules in `what`. */
const never = (name, from, what, except = []) => ({
  name,
  severity: 'error',
  from: { path: from, pathNot: except },
  to: { path: what },
});

/** The rooms of the domain, bottom up: each may import its own files and the floors below. `decide.ts` stands on top of all. */
const FLOORS = [
  ['model'],
  ['aws-messages', 'signal', 'breaker'],
  ['evidence'],
  ['findings', 'score'],
  ['diagnosis'],
  ['planning', 'gates'],
  ['incident'],
];

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^aws-lambda$' } },

    only('domain-only-itself', '^shared/domain/', ['^shared/domain/']),
    ...FLOORS.map((rooms, floor) =>
      only(`domain-floor-${floor}`, `^shared/domain/(${rooms.join('|')})/`, [
        '^shared/domain/$1/',
        ...FLOORS.slice(0, floor).map((lower) => `^shared/domain/(${lower.join('|')})/`),
      ]),
    ),
    never('domain-without-libraries', '^shared/domain/', '^node_modules/'),
    {
      name: 'domain-without-node',
      severity: 'error',
      from: { path: '^shared/domain/' },
      to: { dependencyTypes: ['core'] },
    },
    only('ports-to-domain', '^shared/ports/', ['^shared/(ports|domain)/']),
    only('procedures-to-ports', '^shared/procedures/', ['^shared/(procedures|ports|domain)/']),
    only('adapters-to-ports', '^shared/adapters/', ['^shared/(adapters|ports|domain)/']),
    never('bundles-without-memory-stores', '^(functions|events|shared)/', '^shared/adapters/stores/memory-', [
      '^shared/adapters/stores/memory-',
    ]),
    never('bundles-with-their-own-clients', '^(functions|events|shared)/', '^shared/adapters/readers\\.ts$'),
    only('runtime-to-adapters', '^shared/runtime/', ['^shared/', '^events/']),
    only('events-alone', '^events/', ['^events/', '^shared/domain/']),

    only('handler-to-runtime', '^functions/([^/]+)/handler\\.ts$', ['^functions/$1/', '^shared/runtime/', '^events/']),
    only('function-to-ports', '^functions/([^/]+)/(?!handler\\.ts)', [
      '^functions/$1/',
      '^shared/(domain|ports|procedures)/',
      '^events/',
    ]),

    only('deploy-to-config', '^deploy/', ['^deploy/', '^shared/(runtime/(config|profiles|packaged-policies)|domain/)']),
    only('cli-from-outside', '^cli/', ['^(cli|local-aws|shared|events)/']),
    only('local-aws-knows-no-medic', '^local-aws/', ['^local-aws/', '^shared/domain/model/time']),
    only('scripts-without-tests', '^scripts/', ['^(scripts|functions|shared|events|local-aws|sim|cli|deploy)/']),
    {
      name: 'only-sim-knows-sim',
      severity: 'error',
      from: { path: '^(functions|shared|events|deploy)/' },
      to: { path: '^(local-aws|sim|cli|tests)/' },
    },
    never('sim-without-tests', '^sim/', ['^(tests|cli)/']),

    never('sdk-at-the-edge', INSIDE, '^node_modules/@aws-sdk/', [
      '^shared/adapters/',
      '^shared/runtime/wiring',
      '^(local-aws|sim|cli|scripts/calls|tests)/',
    ]),
    {
      name: 'no-development-packages',
      severity: 'error',
      from: { path: '^(functions|shared|events)/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(node_modules/\\.|\\.serverless|\\.esbuild|\\.medic|coverage)' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.mjs', '.cjs', '.js', '.json'],
    },
  },
};
