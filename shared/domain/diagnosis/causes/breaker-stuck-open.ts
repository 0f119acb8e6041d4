import type { CauseModel } from '../cause-model.ts';
import { ALL_SYMPTOMS, seen } from '../clues.ts';
import { logsRecentRefusals } from './logged-refusals.ts';

export const breakerStuckOpen: CauseModel = {
  cause: 'breaker-stuck-open',
  absent: 'no breaker is open or half-open without progress while its dependency answers',
  indicates: [
    seen('a breaker is open although its dependency answers the probe', 'breaker-open-dependency-back'),
    seen('a half-open breaker makes no progress although its dependency answers', 'breaker-half-open-stalled'),
  ],
  explains: [ALL_SYMPTOMS],
  contradicts: [
    { when: 'the dependency answers the prober, but the tasks still log failures', holds: logsRecentRefusals },
  ],
  treatedBy: ['reset-breaker'],
  response: 'The breaker is set half-open after three successful probes in a row.',
};
