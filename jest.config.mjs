/** A run of everything measures coverage; a run of some files or names does not, for it could not reach the thresholds. */
const isWholeRun = process.argv.slice(2).every((argument) => argument.startsWith('--'));

/** TypeScript ESM on Node's own module loader (run with --experimental-vm-modules); swc only strips the types. */
export default {
  testMatch: ['<rootDir>/tests/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'es6' } },
    ],
  },
  /** Jest keeps one core for itself otherwise, so that a machine with two would run one file at a time. */
  maxWorkers: '100%',
  /** A worker keeps the modules of every file that it has run. */
  workerIdleMemoryLimit: '2GB',
  /** No test measures time: the limit only ends a test that hangs, on a slow machine whose cores are busy as well. */
  testTimeout: 60_000,
  collectCoverage: isWholeRun,
  /** What only starts a process is covered by the processes that the end-to-end tests start, where coverage cannot look. */
  collectCoverageFrom: [
    '{cli,deploy,events,functions,local-aws,shared,sim}/**/*.ts',
    '!sim/{demo,virtual}/main.ts',
    '!sim/world/measure-speed.ts',
    '!cli/medic.ts',
  ],
  coverageReporters: ['text-summary', 'lcov'],
  coverageThreshold: {
    global: { branches: 90, functions: 90, lines: 90, statements: 90 },
    './shared/domain/': { branches: 100, functions: 100, lines: 100, statements: 100 },
  },
};
