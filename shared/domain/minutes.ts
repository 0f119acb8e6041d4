import type { Observation } from './observation.ts';
import { valueIn } from './part.ts';
import type { MinuteValue } from './surroundings.ts';

/** The newest minutes, without a break, of which it is so; oldest first. */
export const newestRun = (
  minutes: readonly MinuteValue[],
  isSo: (value: number) => boolean,
): readonly MinuteValue[] => {
  const lastOther = minutes.findLastIndex(({ value }) => !isSo(value));
  return minutes.slice(lastOther + 1);
};

/** The share of requests that failed, minute by minute. */
export const failedShares = ({ history }: Pick<Observation, 'history'>): readonly MinuteValue[] => {
  const { requests = [], failed = [] } = valueIn(history) ?? {};
  const requestsAt = new Map(requests.map(({ at, value }) => [at, value]));
  return failed.flatMap(({ at, value }) => {
    const all = requestsAt.get(at) ?? 0;
    return all === 0 ? [] : [{ at, value: value / all }];
  });
};
