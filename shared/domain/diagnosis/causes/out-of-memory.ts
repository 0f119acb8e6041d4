import { minutesOf } from '../../evidence/metric-minutes.ts';
import type { Assessed } from '../../model/evidence.ts';
import { valueIn } from '../../model/part.ts';
import { MINUTE } from '../../model/time.ts';
import type { CauseModel } from '../cause-model.ts';
import { ALL_SYMPTOMS, linesMeaning, NO_SYMPTOM, reportedByAws, seen } from '../clues.ts';
import { ONLY_THE_RELEASE_FAILS } from './only-the-release.ts';

/**
 * The kernel kills processes when memory is full. A killed worker counts only beside full memory (engineering judgement, as is the
 * window).
 */
const MIN_MEMORY_SHARE = 0.9;
const MEMORY_WINDOW_MS = 10 * MINUTE;

const wasMemoryFull = ({ observation, now }: Assessed): boolean => {
  const minutes = [...minutesOf(observation, 'memory', now), ...minutesOf(observation, 'memoryMaximum', now)];
  const recent = minutes.filter(({ at }) => now - at <= MEMORY_WINDOW_MS).map(({ value }) => value);
  return [valueIn(observation.utilisation)?.memory ?? 0, ...recent].some((share) => share >= MIN_MEMORY_SHARE);
};

export const outOfMemory: CauseModel = {
  cause: 'out-of-memory',
  absent: 'no task was killed for memory, and no log line reports exhausted memory',
  indicates: [
    reportedByAws('out-of-memory', 'within ten minutes AWS reported two tasks that were killed for memory'),
    seen('tasks of one revision were killed for memory again and again over hours', 'repeated-out-of-memory'),
    {
      when: 'the logs report exhausted memory, or killed workers while memory was at 90 % or more, beside a symptom',
      find: (assessed) => [
        ...linesMeaning(assessed, 'out-of-memory'),
        ...(wasMemoryFull(assessed) ? linesMeaning(assessed, 'worker-killed') : []),
      ],
      unless: [NO_SYMPTOM],
    },
  ],
  explains: [ALL_SYMPTOMS],
  contradicts: [ONLY_THE_RELEASE_FAILS],
  treatedBy: ['raise-limits', 'operator'],
  response: 'Escalated.',
};
