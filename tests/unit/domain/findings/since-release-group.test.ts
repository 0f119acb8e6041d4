// Unit layer: answers that are worse since a release whose tasks get their requests through a target group of their own.
import { MINUTE } from '#shared/domain/model/time.ts';
import { NEWEST, TARGET_GROUP_ARN } from '#tests/builders/constants.ts';
import { level } from '#tests/builders/metrics.ts';
import { aTargetGroup } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { found } from './found.ts';
import { failing, released, startingAt } from './released.ts';

describe('worse-since-release, where the new revision has a target group of its own', () => {
  const GREEN = `${TARGET_GROUP_ARN}-green`;
  /** The deployment began 14 minutes before the newest minute. */
  const CREATED_AT = NEWEST - 14 * MINUTE;
  /** The errors begin in one of the 15 minutes since the deployment, and the requests to the new group are as given. */
  const shifting = (requests: readonly number[], errorsFrom: number): ServiceState =>
    released(
      {
        ...failing({ before: level(10 + errorsFrom, 1), after: level(15 - errorsFrom, 60) }),
        byTargetGroup: { [GREEN]: { requests } },
      },
      {
        ecs: { strategy: 'BLUE_GREEN' },
        ...startingAt(CREATED_AT),
        targetGroups: [aTargetGroup({ targets: [] }), aTargetGroup({ arn: GREEN })],
      },
    );
  const sharing = (...course: Parameters<typeof shifting>): ServiceState => ({
    ...shifting(...course),
    targetGroups: [aTargetGroup()],
  });
  const isFoundIn = (state: ServiceState) => found('worse-since-release', state).length > 0;

  it.each([
    { after: 10, expected: true },
    { after: 11, expected: false },
  ])('is found for errors that begin $after minutes after its first requests: $expected', ({ after, expected }) => {
    const requests = [...level(13 - after, 0), ...level(2 + after, 90)];
    expect(isFoundIn(shifting(requests, 13))).toBe(expected);
  });

  it('is not found for errors that begin 11 minutes after the deployment where both revisions share a group', () => {
    expect(isFoundIn(sharing([...level(8, 0), ...level(7, 90)], 11))).toBe(false);
    expect(isFoundIn(shifting([...level(8, 0), ...level(7, 90)], 11))).toBe(true);
  });

  it.each([
    { minutes: 2, when: 'two minutes before the deployment', expected: true },
    { minutes: 1, when: 'in the minute in which the deployment began', expected: false },
  ])(
    'is found for errors that begin 11 minutes after the deployment where its group got requests $when: $expected',
    ({ minutes, expected }) => {
      const earlier = [90, ...level(minutes - 1, 0)];
      expect(isFoundIn(shifting([...earlier, ...level(8, 0), ...level(7, 90)], 11))).toBe(expected);
    },
  );
});
