import { TestEnvironment } from 'jest-environment-node';

/** Skips what is left after the first failure. One failed test kills a mutant, and Jest itself stops only between files. */
export default class UntilFirstFailure extends TestEnvironment {
  #hasFailed = false;

  handleTestEvent({ name, test }) {
    if (name === 'test_fn_failure') this.#hasFailed = true;
    if (name === 'test_start' && this.#hasFailed) test.mode = 'skip';
  }
}
