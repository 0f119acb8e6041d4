import { fileURLToPath } from 'node:url';
import jestConfig from './jest.config.mjs';

/** The unit tests of the domain, as `npm run mutate` runs them for each mutant. */
export default {
  ...jestConfig,
  testMatch: ['<rootDir>/tests/mutation/domain.ts'],
  testEnvironment: fileURLToPath(new URL('tests/mutation/until-first-failure.mjs', import.meta.url)),
  collectCoverage: false,
  coverageThreshold: {},
};
