import type { CauseModel } from '../cause-model.ts';
import { ALL_SYMPTOMS, logged, seen } from '../clues.ts';
import { EXPLAINS_LOG_LINES } from './logged-refusals.ts';

export const dependencyDown: CauseModel = {
  cause: 'dependency-down',
  absent: 'every critical dependency answers its probe in time, and no log line reports a failing one',
  indicates: [
    seen(
      'a critical dependency fails its probe; hard once its breaker is open or users get errors',
      'dependency-unreachable',
    ),
    seen('its probe takes half a second or more while latency is above its objective', 'dependency-slow'),
    logged(
      'dependency-down',
      'the logs report that a dependency refuses or cannot be reached, beside a symptom',
      EXPLAINS_LOG_LINES,
    ),
  ],
  explains: [ALL_SYMPTOMS],
  contradicts: [],
  treatedBy: ['operator'],
  response: 'Escalated after 45 s. Nothing is restarted.',
};
