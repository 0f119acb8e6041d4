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

/** ECS repeats itself at the rate of its back-off: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-throttle-logic.html */
const MESSAGES_COUNT_MS = 30 * MINUTE;
/** What another try may cure has to have been said again. */
const SAID_AFTER_A_RETRY = 2;

/** The newest trouble that the scheduler tells of, while tasks are missing and as long as it did not come to rest or find a place since. */
export const schedulerMessage: FindingRule = ({ observation, now }) => {
  const ecs = valueIn(observation.ecs);
  if (ecs === undefined || !isShortOfTasks(observation)) return [];
  const said = saidLately(ecs, now);
  const trouble = said.find(isTrouble);
  if (trouble === undefined) return said.filter(isVague).slice(0, 1).map(quote);
  const again = said.filter(({ meaning }) => meaning === trouble.meaning);
  const { restartHelps, cause } = meaningOf(trouble.meaning);
  const mayPass = restartHelps && again.length < SAID_AFTER_A_RETRY;
  const isOver = cause === 'capacity-shortage' && hasPlacedSince(said, trouble);
  return mayPass || isOver ? [] : [toDetection(trouble, again)];
};

interface Said extends ServiceEvent {
  readonly meaning: MeaningId | 'unknown';
}

interface Trouble extends Said {
  readonly meaning: MeaningId;
}

/** Newest first, of this deployment, since the service last was as it should be or was rolled back. */
const saidLately = (ecs: EcsService, now: Instant): readonly Said[] => {
  const from = Math.max(now - MESSAGES_COUNT_MS, primaryOf(ecs)?.createdAt ?? 0);
  const said = ecs.events
    .filter(({ at }) => at > from)
    .map((event): Said => {
      const reading = readServiceEvent(event.message);
      return { ...event, meaning: reading.kind === 'known' ? reading.meaning : 'unknown' };
    });
  const ended = said.findIndex(({ meaning }) => meaning === 'steady' || meaning === 'rolling-back');
  return ended === -1 ? said : said.slice(0, ended);
};

/** That a task is unhealthy is for the rules about targets. */
const isTrouble = (said: Said): said is Trouble =>
  said.meaning !== 'unknown' && !NO_TROUBLE.has(meaningOf(said.meaning).cause);
const NO_TROUBLE: ReadonlySet<Cause> = new Set<Cause>([
  'none',
  'intended',
  'in-transition',
  'instance-unhealthy',
  'unknown',
]);

/** Something is wrong, and the message does not say what: that tasks fail to start, or what no row knows. */
const isVague = ({ meaning }: Said): boolean => meaning === 'unknown' || meaningOf(meaning).cause === 'unknown';

const hasPlacedSince = (said: readonly Said[], { at }: Said): boolean =>
  said.some((later) => later.at > at && later.message.includes('has started'));

const toDetection = ({ at, message, meaning }: Trouble, again: readonly Said[]): Detection => ({
  id: 'scheduler-message',
  strength: 'hard',
  at,
  since: Math.min(...again.map((earlier) => earlier.at)),
  meaning,
  numbers: { times: again.length },
  message: `${meaningOf(meaning).message}: "${message}"`,
});

const quote = ({ at, message, meaning }: Said): Detection => ({
  id: 'failure-unexplained',
  strength: meaning === 'unknown' ? 'soft' : 'hard',
  at,
  numbers: {},
  message: `the scheduler gives no reason: "${message}"`,
});
