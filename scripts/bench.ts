/**
 * How long `decide` takes to treat one hung task of 4 and of 50, from the score to the last gate, beside a baseline in the same
 * run: the same observation to JSON and back. Prints p50 and p99, and asserts nothing.
 */
import { decide, type Memory } from '#shared/domain/decide.ts';
import type { Observation } from '#shared/domain/observation.ts';
import { observed } from '#shared/domain/part.ts';
import {
  anEcsService,
  anIncident,
  anObservation,
  aPolicy,
  aProbe,
  aTarget,
  aTargetGroup,
  NOW,
  tasks,
} from '#tests/builders/domain.ts';

const SIZES = [4, 50];
const WARM_UP = 500;
const RUNS = 5_000;

const policy = aPolicy();
const memory: Memory = { incident: anIncident(), pastActions: [] };

const withHungTask = (count: number): Observation => {
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  const observation = anObservation({
    ecs: observed(NOW, anEcsService({ desiredCount: count, runningCount: count })),
    tasks: observed(NOW, tasks(count)),
    targetGroups: observed(NOW, [aTargetGroup(numbers.map((number) => aTarget(number)))]),
    taskProbes: observed(
      NOW,
      numbers.map((number) => aProbe(number, number === 1 ? { outcome: 'timeout' } : {})),
    ),
  });
  const { report } = decide(observation, memory, policy, NOW);
  return { ...observation, previous: Array.from({ length: 5 }, () => ({ ...report, at: NOW - 5_000 })) };
};

const timesOf = (work: () => unknown): readonly number[] => {
  for (let run = 0; run < WARM_UP; run += 1) work();
  return Array.from({ length: RUNS }, () => {
    const startedAt = performance.now();
    work();
    return performance.now() - startedAt;
  }).sort((a, b) => a - b);
};

const quantile = (sorted: readonly number[], share: number): string =>
  (sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN).toFixed(3);

const print = (what: string, times: readonly number[]): void =>
  console.log(`${what.padEnd(28)} p50 ${quantile(times, 0.5)} ms   p99 ${quantile(times, 0.99)} ms`);

for (const size of SIZES) {
  const observation = withHungTask(size);
  print(
    `decide, ${size} tasks`,
    timesOf(() => decide(observation, memory, policy, NOW)),
  );
  print(
    `JSON and back, ${size} tasks`,
    timesOf(() => JSON.parse(JSON.stringify(observation))),
  );
}
