// Unit layer: the statuses of revisions to which a service may be rolled back, against a stateful outside.
import { missing, observed } from '#shared/domain/model/part.ts';
import { HOUR, MINUTE } from '#shared/domain/model/time.ts';
import { minutesAgo, NOW, REVISION } from '#tests/builders/constants.ts';
import {
  aDeployment,
  anOlderRelease,
  aRelease,
  aService,
  aTaskDefinition,
  someTraffic,
} from '#tests/builders/parts.ts';
import { observing } from './observed-service.ts';

/** Half of the requests fail, so details are read. */
const FAILING = { traffic: observed(NOW, someTraffic({ target5xx: 3_000 })) };

describe('the revisions that a roll-back may return to', () => {
  const revision = (number: number): string => REVISION.replace(/\d+$/, String(number));
  const hoursAgo = (hours: number) => NOW - hours * HOUR;
  const served = (number: number, hours: number) =>
    anOlderRelease({
      taskDefinition: revision(number),
      before: [],
      createdAt: hoursAgo(hours),
      finishedAt: hoursAgo(hours) + MINUTE,
    });
  const newRelease = aRelease({ createdAt: minutesAgo(5), finishedAt: minutesAgo(4) });
  const released = {
    ...FAILING,
    ecs: observed(NOW, aService({ deployments: [aDeployment({ createdAt: minutesAgo(5) })] })),
    releases: observed(NOW, [newRelease, served(41, 24), served(40, 48), served(39, 72)]),
  };
  type Status = 'ACTIVE' | 'INACTIVE' | 'DELETE_IN_PROGRESS' | 'unread' | 'untold' | 'broken';

  const observingStatuses = async (statuses: Readonly<Record<number, Status>>, given = released) => {
    const asked: string[] = [];
    const { observation } = await observing(given, ({ ecs }) => ({
      ecs: {
        ...ecs,
        taskDefinitions: async (arns) => {
          asked.push(...arns);
          return new Map(arns.map((arn) => [arn, definitionOf(arn, statuses[Number(arn.split(':').at(-1))])]));
        },
      },
    }));
    return { targets: observation.rollBackTargets, asked: asked.filter((arn) => arn !== REVISION) };
  };

  const definitionOf = (arn: string, status: Status = 'ACTIVE') => {
    if (status === 'broken') throw new Error('broken');
    if (status === 'unread') return missing('throttled', 'slow down');
    return observed(NOW, aTaskDefinition({ arn, ...(status !== 'untold' && { status }) }));
  };

  it.each<{ statuses: Readonly<Record<number, Status>>; read: readonly (readonly [number, string])[]; calls: number }>([
    { statuses: { 41: 'ACTIVE' }, read: [[41, 'ACTIVE']], calls: 1 },
    {
      statuses: { 41: 'INACTIVE', 40: 'DELETE_IN_PROGRESS' },
      read: [
        [41, 'INACTIVE'],
        [40, 'DELETE_IN_PROGRESS'],
        [39, 'ACTIVE'],
      ],
      calls: 3,
    },
    { statuses: { 41: 'INACTIVE', 40: 'unread' }, read: [[41, 'INACTIVE']], calls: 2 },
    { statuses: { 41: 'untold' }, read: [], calls: 1 },
    { statuses: { 41: 'broken' }, read: [], calls: 1 },
  ])(
    'are read up to the first that ECS deploys, or to one that cannot be read: $statuses',
    async ({ statuses, read, calls }) => {
      const { targets, asked } = await observingStatuses(statuses);
      expect(targets).toEqual(
        observed(
          NOW,
          read.map(([number, status]) => ({ arn: revision(number), status })),
        ),
      );
      expect(asked).toHaveLength(calls);
    },
  );

  it.each([
    { what: 'no release is new', ecs: observed(NOW, aService()) },
    {
      what: 'another controller deploys the service',
      ecs: observed(
        NOW,
        aService({ controller: 'CODE_DEPLOY', deployments: [aDeployment({ createdAt: minutesAgo(5) })] }),
      ),
    },
  ])('are not read where $what', async ({ ecs }) => {
    const { targets, asked } = await observingStatuses({}, { ...released, ecs });
    expect(targets).toMatchObject({ state: 'missing', reason: 'not-asked' });
    expect(asked).toEqual([]);
  });
});
