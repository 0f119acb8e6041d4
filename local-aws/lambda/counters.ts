import type { DeployedFunction } from '../stack/deployed-stack.ts';

export interface FunctionCounters {
  readonly invocations: number;
  readonly errors: number;
  readonly throttles: number;
  /** Asynchronous events dropped after their retries or at their maximum age. */
  readonly dropped: number;
}

export const createCounters = (functions: readonly DeployedFunction[]) => {
  const counters = new Map(
    functions.map(({ name }) => [name, { invocations: 0, errors: 0, throttles: 0, dropped: 0 }]),
  );
  return {
    count: (name: string, kind: keyof FunctionCounters): void => {
      const counter = counters.get(name);
      if (counter) counter[kind] += 1;
    },
    all: (): Readonly<Record<string, FunctionCounters>> =>
      Object.fromEntries([...counters].map(([name, counter]) => [name, { ...counter }])),
  };
};
