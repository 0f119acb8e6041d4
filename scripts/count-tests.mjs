/** Prints `N passed, N failed` from the JSON result of jest. A test file that cannot run counts as failed; a run without tests fails. */
import { readFileSync } from 'node:fs';
import { argv } from 'node:process';

const { passed, failed } = count(argv[2]);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = passed > 0 && failed === 0 ? 0 : 1;

function count(path) {
  try {
    const result = JSON.parse(readFileSync(path, 'utf8'));
    return { passed: result.numPassedTests, failed: result.numFailedTests + result.numRuntimeErrorTestSuites };
  } catch (error) {
    console.error(`No test results: ${error.message}`);
    return { passed: 0, failed: 0 };
  }
}
