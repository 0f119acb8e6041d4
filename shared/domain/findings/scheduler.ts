import { readServiceEvent } from '../aws-messages/service-events.ts';
import { primaryOf } from '../evidence/releases.ts';
import type { Cause } from '../model/cause.ts';
import type { Detection } from '../model/finding.ts';
import { type MeaningId, meaningOf } from '../model/message-meaning.ts';
import type { EcsService, ServiceEvent } from '../model/observation.ts';
import { valueIn } from '../model/part.ts';
import { type Instant, MINUTE } from '../model/time.ts';
import type { FindingRule } from './rule.ts';
import { isShortOfTasks } from './stopped-tasks.ts';

/**
 * ECS repeats a message at the rate of its back-off:
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-throttle-logic.html
 */
const MESSAGE_WINDOW_MS = 30 * MINUTE;
/** A problem that a retry may cure counts only once ECS has reported it again. */
const MIN_MESSAGES_IF_RETRYABLE = 2;

/**
 * Reports the newest problem in the scheduler's messages while tasks are missing. A capacity problem ends once ECS has started a
 * task. Every problem ends once the service reaches a steady state or rolls back.
 */
export const schedulerMessage: FindingRule = ({ observation, now }) => {
  const ecs = valueIn(observation.ecs);
  if (ecs === undefined || !isShortOfTasks(observation)) return [];
  const messages = recentMessages(ecs, now);
  const problem = messages.find(isProblem);
  if (problem === undefined) return messages.filter(isUnspecific).slice(0, 1).map(toUnexplained);
  const sameMeaning = messages.filter(({ meaning }) => meaning === problem.meaning);
  const { restartHelps, cause } = meaningOf(problem.meaning);
  const mayBeTransient = restartHelps && sameMeaning.length < MIN_MESSAGES_IF_RETRYABLE;
  const isOver = cause === 'capacity-shortage' && hasPlacedSince(messages, problem);
  return mayBeTransient || isOver ? [] : [toDetection(problem, sameMeaning)];
};

interface SchedulerMessage extends ServiceEvent {
  readonly meaning: MeaningId | 'unknown';
}

interface Problem extends SchedulerMessage {
  readonly meaning: MeaningId;
}

/** Answers the messages of this deployment, newest first, since the service last reached a steady state or rolled back. */
const recentMessages = (ecs: EcsService, now: Instant): readonly SchedulerMessage[] => {
  const from = Math.max(now - MESSAGE_WINDOW_MS, primaryOf(ecs)?.createdAt ?? 0);
  const messages = ecs.events
    .filter(({ at }) => at > from)
    .map((event): SchedulerMessage => {
      const reading = readServiceEvent(event.message);
      return { ...event, meaning: reading.kind === 'known' ? reading.meaning : 'unknown' };
    });
  const settledIndex = messages.findIndex(({ meaning }) => meaning === 'steady' || meaning === 'rolling-back');
  return settledIndex === -1 ? messages : messages.slice(0, settledIndex);
};

/** A message about an unhealthy task is no problem here, because the rules for targets handle it. */
const isProblem = (message: SchedulerMessage): message is Problem =>
  message.meaning !== 'unknown' && !NOT_A_PROBLEM.has(meaningOf(message.meaning).cause);
const NOT_A_PROBLEM: ReadonlySet<Cause> = new Set<Cause>([
  'none',
  'intended',
  'in-transition',
  'instance-unhealthy',
  'unknown',
]);

/** True when the message reports a problem without its cause: tasks fail to start, or no known pattern matches. */
const isUnspecific = ({ meaning }: SchedulerMessage): boolean =>
  meaning === 'unknown' || meaningOf(meaning).cause === 'unknown';

const hasPlacedSince = (messages: readonly SchedulerMessage[], { at }: SchedulerMessage): boolean =>
  messages.some((later) => later.at > at && later.message.includes('has started'));

const toDetection = ({ at, message, meaning }: Problem, sameMeaning: readonly SchedulerMessage[]): Detection => ({
  id: 'scheduler-message',
  strength: 'hard',
  at,
  since: Math.min(...sameMeaning.map((earlier) => earlier.at)),
  meaning,
  numbers: { times: sameMeaning.length },
  message: `${meaningOf(meaning).message}: "${message}"`,
});

const toUnexplained = ({ at, message, meaning }: SchedulerMessage): Detection => ({
  id: 'failure-unexplained',
  strength: meaning === 'unknown' ? 'soft' : 'hard',
  at,
  numbers: {},
  message: `the scheduler gives no reason: "${message}"`,
});
