/**
 * Measures `decide` for one hung task of 4 and of 50, from the score to the last gate, beside a baseline in the same run: the same
 * observation to JSON and back. Then scores 1,000 and 10,000 services in one process, as a pass over a fleet does: time and retained
 * memory. Last, the simulated seconds until an error rate of 20 % is found. Prints, and asserts nothing.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { decide } from '#shared/domain/decide.ts';
import { historyOf } from '#shared/domain/incident/transitions.ts';
import type { Observation } from '#shared/domain/model/observation.ts';
import { SECOND } from '#shared/domain/model/time.ts';
import { percentile } from '#sim/report/percentile.ts';
import { type Detection, detectionsOf } from './noise/detection.ts';
import { recordedService, withTasks } from './recorded-service.ts';

const SIZES = [4, 50];
const FLEETS = [1_000, 10_000];
const TASKS_OF_A_SERVICE = 4;
const WARM_UP = 500;
const RUNS = 5_000;

const { policy, observation: recorded } = await recordedService('hung-task');
const NOW = recorded.at;
const history = historyOf({ incident: undefined, pastActions: [] });

const withHungTask = (count: number): Observation => {
  const observation = withTasks(recorded, count);
  const { report } = decide({ observation, history, policy, now: NOW });
  return { ...observation, previous: Array.from({ length: 5 }, () => ({ ...report, at: NOW - 5 * SECOND })) };
};

const timed = (work: () => unknown): number => {
  const startedAt = performance.now();
  work();
  return performance.now() - startedAt;
};

const timesOf = (work: () => unknown): readonly number[] => {
  for (let run = 0; run < WARM_UP; run += 1) work();
  return Array.from({ length: RUNS }, () => timed(work));
};

const print = (what: string, times: readonly number[]): void =>
  console.log(
    `${what.padEnd(28)} p50 ${percentile(times, 50).toFixed(3)} ms   p99 ${percentile(times, 99).toFixed(3)} ms`,
  );

for (const size of SIZES) {
  const observation = withHungTask(size);
  print(
    `decide, ${size} tasks`,
    timesOf(() => decide({ observation, history, policy, now: NOW })),
  );
  print(
    `JSON and back, ${size} tasks`,
    timesOf(() => JSON.parse(JSON.stringify(observation))),
  );
}

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** Answers the used heap after a garbage collection (MB). */
const heapMegabytes = (): number => {
  collectGarbage();
  return process.memoryUsage().heapUsed / 2 ** 20;
};

/** Decides on one service after the other, as a pass over a fleet does; only `decide` is timed. */
const scoreFleet = (services: number): readonly number[] =>
  Array.from({ length: services }, (_, index) => {
    const name = `service-${index}`;
    const observation = { ...withHungTask(TASKS_OF_A_SERVICE), service: name };
    return timed(() => decide({ observation, history, policy: { ...policy, name }, now: NOW }));
  });

for (const services of FLEETS) {
  const before = heapMegabytes();
  const times = scoreFleet(services);
  const retained = heapMegabytes() - before;
  const total = times.reduce((sum, time) => sum + time, 0);
  print(`${services} services, each`, times);
  console.log(
    `${' '.repeat(28)} all ${total.toFixed(0)} ms   heap ${before.toFixed(1)} MB, ${retained.toFixed(2)} MB more after`,
  );
}

const FAULTS = 1_000;

for (const requestsPerMinute of [20, 60, 600, 6_000]) {
  const detections = detectionsOf({ requestsPerMinute, errorRate: 0.2 }, FAULTS);
  const seconds = (of: (detection: Detection) => number): string => {
    const all = detections.map(of);
    return `p50 ${(percentile(all, 50) / SECOND).toFixed(0)} s, p95 ${(percentile(all, 95) / SECOND).toFixed(0)} s`;
  };
  console.log(`20 % errors, ${requestsPerMinute} requests a minute
  found     ${seconds(({ foundAt, onset }) => foundAt - onset)} after onset; ${seconds(({ foundAt, visibleAt }) => foundAt - visibleAt)} after it shows
  incident  ${seconds(({ openedAt, onset }) => openedAt - onset)} after onset`);
}
