import type { Finding } from '../../model/finding.ts';
import type { Contradiction } from '../cause-model.ts';
import { contradictedBy, findingsOf } from '../clues.ts';

/** True for kills of tasks of the new revision while older tasks serve. */
export const spareOlderTasks = ({ numbers }: Finding): boolean => Number(numbers.olderServing) > 0;

/** The way in which its tasks end is then part of what the release brought. */
export const ONLY_THE_RELEASE_FAILS: Contradiction = {
  when: 'only tasks of the new revision fail, so the release explains it',
  holds: (assessed, evidence) => {
    const [release] = findingsOf(assessed, 'release-failing-tasks', 'release-out-of-memory');
    return (
      release !== undefined && evidence.every(({ id, subject }) => id === 'log-pattern' || subject === release.subject)
    );
  },
};

export const RELEASE_TAKES_THE_MEMORY: Contradiction = contradictedBy(
  'only tasks of the new revision are killed for memory, so the release explains it',
  'release-out-of-memory',
);
