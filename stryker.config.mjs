/** Mutants of the rules that find and diagnose faults (`npm run mutate`). docs/decisions/0016-mutation-testing.md has the reasons. */
export default {
  mutate: ['shared/domain/{diagnosis,findings}/**/*.ts'],
  mutator: {
    /**
     * Texts for operators are no rules, and tsc refuses an empty id. tsc also refuses nearly every emptied object, which Stryker would count
     * as killed because no test can run with it.
     */
    excludedMutations: ['StringLiteral', 'ObjectLiteral'],
  },
  testRunner: 'jest',
  testRunnerNodeArgs: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
  /** All tests are in one file, which no import relates to a mutant. */
  jest: { configFile: 'jest.mutation.config.mjs', enableFindRelatedTests: false },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  /** A busy machine is slow, and a mutant that hangs never ends. */
  timeoutMS: 60_000,
  /** Stryker would rewrite tsconfig.json through the JavaScript API of TypeScript, which version 7 lacks. */
  ignorePatterns: ['.esbuild', '.medic', '.serverless', 'coverage', 'tsconfig.json'],
  reporters: ['clear-text', 'html', 'json'],
  clearTextReporter: { allowColor: false, allowEmojis: false, logTests: false, reportTests: false },
  htmlReporter: { fileName: 'coverage/mutation/index.html' },
  jsonReporter: { fileName: 'coverage/mutation/mutation.json' },
  warnings: { slow: false },
};
