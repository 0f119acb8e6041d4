import { holdsCallsBack } from '../../evidence/log-evidence.ts';
import { wereMeasuredSince } from '../../evidence/metric-minutes.ts';
import type { Candidate } from '../../model/diagnosis.ts';
import type { Assessed } from '../../model/evidence.ts';
import type { Finding, FindingId } from '../../model/finding.ts';
import { isUnreadable, itemsOf } from '../../model/part.ts';
import type { CauseModel, Contradiction } from '../cause-model.ts';
import { ALL_SYMPTOMS, contradictedBy, findingsOf, has, seen } from '../clues.ts';
import { spareOlderTasks } from './only-the-release.ts';

/**
 * True when only the release explains the failures: its tasks cannot start, or older tasks serve beside them. Tasks that start and then
 * fail may lack a dependency instead.
 */
const isComparedWithOlderTasks = (assessed: Assessed): boolean =>
  findingsOf(assessed, 'release-failing-tasks').some(({ numbers }) => numbers.neverStarted !== 0) ||
  findingsOf(assessed, 'release-not-working').some(({ numbers }) => numbers.olderTasks !== 0);

/** A contradiction that holds only where no older task serves to compare with. */
const withoutOlderTasks = ({ when, holds }: Contradiction): Contradiction => ({
  when,
  holds: (assessed, evidence) => !isComparedWithOlderTasks(assessed) && holds(assessed, evidence),
});

const DEPENDENCY_FAILS = contradictedBy('a failing dependency explains it as well', 'dependency-unreachable');
const MORE_REQUESTS = contradictedBy('the higher request rate explains it as well', 'requests-rising');

/** A breaker that ramps up still holds calls back, though no finding shows it as long as it makes progress. */
const BREAKER_HOLDS: Contradiction = {
  when: 'a breaker is open or half-open, which explains it as well',
  holds: (assessed) => has(assessed, 'breaker-open') || itemsOf(assessed.observation.breakers).some(holdsCallsBack),
};

/** Overload explains tasks without any answer, unless their CPU was measured since and had headroom. */
const MAY_BE_OVERLOADED: Contradiction = {
  when: 'none of its tasks answers, and they may be overloaded',
  holds: (assessed, evidence) =>
    evidence.some((finding) => finding.numbers.silent === finding.numbers.idle && !hadCpuHeadroom(assessed, finding)),
};

const hadCpuHeadroom = (assessed: Assessed, { since }: Finding): boolean =>
  wereMeasuredSince(assessed.observation, since, assessed.now) && !has(assessed, 'cpu-saturated');

/** Failed tasks of the release are evidence that an open breaker or more requests do not take away. */
const withoutFailedTasks = ({ when, holds }: Contradiction): Contradiction => ({
  when,
  holds: (assessed, evidence) => !has(assessed, 'release-failing-tasks') && holds(assessed, evidence),
});

const OF_TASKS: readonly FindingId[] = ['target-unhealthy', 'container-unhealthy', 'task-not-working'];

/** A release does not explain what tasks of an older revision suffer. */
const isOfRevision = (symptom: Finding, { subject }: Candidate, { observation }: Assessed): boolean =>
  itemsOf(observation.tasks).every((task) => task.id !== symptom.subject || task.taskDefinition === subject);

export const badRelease: CauseModel = {
  cause: 'bad-release',
  absent: 'the tasks of the newest revision run and serve, and no release was followed by worse answers',
  indicates: [
    {
      ...seen('tasks of the new revision exit or cannot start', 'release-failing-tasks'),
      unless: [withoutOlderTasks(DEPENDENCY_FAILS)],
    },
    {
      ...seen(
        'nearly all tasks of the new revision do not serve after the time that a start takes',
        'release-not-working',
      ),
      unless: [DEPENDENCY_FAILS, ...[BREAKER_HOLDS, MORE_REQUESTS, MAY_BE_OVERLOADED].map(withoutFailedTasks)].map(
        withoutOlderTasks,
      ),
    },
    {
      when: 'health checks stop only tasks of the new revision again and again, while older tasks serve',
      find: (assessed) => findingsOf(assessed, 'kill-loop').filter(spareOlderTasks),
      unless: [
        {
          when: 'tasks of several revisions are stopped alike',
          holds: (assessed) => findingsOf(assessed, 'kill-loop').length > 1,
        },
      ],
    },
    {
      ...seen('answers got worse within ten minutes of the deployment, and still are', 'worse-since-release'),
      unless: [
        DEPENDENCY_FAILS,
        BREAKER_HOLDS,
        {
          when: 'the dependencies could not be read, and a failing one may explain it as well',
          holds: ({ observation }) => isUnreadable(observation.dependencies),
        },
        MORE_REQUESTS,
        contradictedBy('each task has more work than before, which explains it as well', 'work-per-task-rising'),
      ],
    },
    seen('only tasks of the new revision are killed for memory, since it was deployed', 'release-out-of-memory'),
    seen('the target group of the new revision fails more requests than the other one', 'release-answers-worse'),
    {
      ...seen('the deployment failed, and ECS starts nothing for it any more', 'deployment-failed'),
      unless: [DEPENDENCY_FAILS],
    },
  ],
  explains: [
    { symptoms: ALL_SYMPTOMS.symptoms.filter((id) => !OF_TASKS.includes(id)) },
    { symptoms: OF_TASKS, when: 'the task is of the new revision', covers: isOfRevision },
  ],
  contradicts: [contradictedBy('the newest deployment returns to an earlier revision', 'going-back')],
  treatedBy: ['roll-back'],
  response: 'The deployment is stopped with a rollback, or the last proven revision is deployed.',
};
