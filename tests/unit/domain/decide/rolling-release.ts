import { MINUTE } from '#shared/domain/model/time.ts';
import { minutesAgo, NOW, OLDER_REVISION } from '#tests/builders/constants.ts';
import { anOlderRelease, aRelease, numbersTo } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';

/** The new revision began to roll out three minutes before the story, and so many of its tasks have failed. */
export const rolling = (failures: number): ServiceState => ({
  starting: [5],
  older: [1, 2, 3, 4],
  deployments: [
    { createdAt: minutesAgo(3), rolloutState: 'IN_PROGRESS' },
    { status: 'ACTIVE', taskDefinition: OLDER_REVISION },
  ],
  stopped: numbersTo(failures).map((number) => ({ id: `failed-${number}` })),
  releases: [aRelease({ status: 'IN_PROGRESS', createdAt: minutesAgo(3) }), anOlderRelease()],
});

export const BACK_ON_OLDER: ServiceState = {
  older: [1, 2, 3, 4],
  deployments: [{ taskDefinition: OLDER_REVISION, createdAt: NOW + MINUTE }],
};
