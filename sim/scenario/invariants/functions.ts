import { firstViolation, type Invariant } from './invariant.ts';

export const functionsSucceed: Invariant = {
  name: 'no function fails, no event is refused, and no message ends in a dead-letter queue',
  violation: ({ local: { platform } }) =>
    firstViolation(
      Object.entries(platform.counters()),
      ([, { errors }]) => errors > 0,
      ([name]) => `${name} failed`,
    ) ??
    firstViolation(
      platform.refusals(),
      () => true,
      ({ functionName, sourceArn }) => `${functionName} may not be invoked by ${sourceArn}`,
    ) ??
    firstViolation(
      Object.entries(platform.queueDepths()),
      ([name, { visible }]) => name.endsWith('-failures') && visible > 0,
      ([name]) => `there is a message in ${name}`,
    ),
};
