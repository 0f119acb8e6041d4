// Simulation layer: checks of noise at one request rate, in a worker thread, so that all rates run in parallel.
import { parentPort, workerData } from 'node:worker_threads';
import { createRandom } from '#local-aws/clock/random.ts';
import { checksOf, drawMinutes } from './noise-checks.ts';

export interface NoiseInput {
  readonly requestsPerMinute: number;
  readonly minutes: number;
}

export interface NoiseResult {
  readonly failedRequests: number;
  readonly checks: number;
  readonly checksWithFindings: number;
  readonly checksFollowedUp: number;
}

const checkNoise = ({ requestsPerMinute, minutes: count }: NoiseInput): NoiseResult => {
  const random = createRandom(`noise at ${requestsPerMinute}`);
  const minutes = drawMinutes({ requestsPerMinute, random }, count);
  let [checks, checksWithFindings, checksFollowedUp] = [0, 0, 0];
  for (const { assessment, next } of checksOf(minutes, random)) {
    checks += 1;
    if (assessment.report.findings.length > 0) checksWithFindings += 1;
    if (next.kind !== 'none') checksFollowedUp += 1;
  }
  const failedRequests = minutes.reduce((sum, { failed }) => sum + failed, 0);
  return { failedRequests, checks, checksWithFindings, checksFollowedUp };
};

parentPort?.postMessage(checkNoise(workerData));
