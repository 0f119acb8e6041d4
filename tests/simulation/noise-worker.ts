// Simulation layer: sixty days of noise at one rate, in a thread of its own, where all four rates run side by side and at full speed.
import { parentPort, workerData } from 'node:worker_threads';
import { createRandom } from '#local-aws/clock/random.ts';
import { drawMinutes, looksAt } from './noise-watch.ts';

/** What the worker is given. */
export interface Noise {
  readonly requestsPerMinute: number;
  readonly minutes: number;
}

/** What it answers. */
export interface NoiseOutcome {
  readonly failedRequests: number;
  readonly looks: number;
  readonly looksWithFindings: number;
  readonly looksFollowedUp: number;
}

const watchNoise = ({ requestsPerMinute, minutes: count }: Noise): NoiseOutcome => {
  const random = createRandom(`noise at ${requestsPerMinute}`);
  const minutes = drawMinutes({ requestsPerMinute, random }, count);
  let [looks, looksWithFindings, looksFollowedUp] = [0, 0, 0];
  for (const { assessment, next } of looksAt(minutes, random)) {
    looks += 1;
    if (assessment.report.findings.length > 0) looksWithFindings += 1;
    if (next.kind !== 'none') looksFollowedUp += 1;
  }
  const failedRequests = minutes.reduce((sum, { failed }) => sum + failed, 0);
  return { failedRequests, looks, looksWithFindings, looksFollowedUp };
};

parentPort?.postMessage(watchNoise(workerData));
