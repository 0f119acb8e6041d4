import type { ScheduledEvent } from '#events/schemas/scheduled-event.ts';
import { chunksOf } from '#shared/domain/model/chunks.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import { type Instant, MINUTE, SECOND } from '#shared/domain/model/time.ts';
import type { Services } from '#shared/ports/services.ts';

export type PlannedChecks =
  | { readonly kind: 'planned'; readonly messages: number; readonly checks: number }
  | { readonly kind: 'dropped'; readonly reason: 'too-old' };

/**
 * The planned minute begins this long after the tick, because EventBridge delivers ticks some seconds late. Without the lead the
 * first checks of each minute would be overdue and arrive together (engineering judgement).
 */
const LEAD_MS = 15 * SECOND;

/**
 * Sends each service that is due in the planned minute to the checks queue, with the delay until it is due. A rule ticks once a
 * minute, at the second in which it was created, so the planned minutes follow each other without a gap at every phase:
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */
export const planChecks =
  ({ policies, checks, clock }: Pick<Services, 'policies' | 'checks' | 'clock'>) =>
  async ({ time }: ScheduledEvent): Promise<PlannedChecks> => {
    const now = clock.now();
    const from = time + LEAD_MS;
    if (now >= from + MINUTE) return { kind: 'dropped', reason: 'too-old' };

    const turns = policies.flatMap((policy) => withoutMissed(turnsOf(policy, from), now));
    const byDelay = Map.groupBy(turns, ({ at }) => Math.max(0, Math.round((at - now) / SECOND)));
    const messages = [...byDelay].flatMap(([delaySeconds, due]) => messagesFor(due, delaySeconds));
    await checks.send(messages);
    return {
      kind: 'planned',
      messages: messages.length,
      checks: messages.reduce((sum, { check }) => sum + check.services.length, 0),
    };
  };

interface Turn {
  readonly service: string;
  readonly at: Instant;
}

/** One message holds ten services, as many as one DescribeServices call accepts. */
const SERVICES_PER_MESSAGE = 10;

/**
 * Answers when a service is due in the minute from `from`, inclusive: at its cadence, from an offset of its own. The offsets spread
 * the fleet, and a cadence above 60 s is due in some minutes only.
 */
const turnsOf = ({ name, cadenceSeconds }: ServicePolicy, from: Instant): readonly Turn[] => {
  const cadence = cadenceSeconds * SECOND;
  const offset = (hashOf(name) % cadenceSeconds) * SECOND;
  const first = from + ((((offset - from) % cadence) + cadence) % cadence);
  const count = Math.max(0, Math.ceil((from + MINUTE - first) / cadence));
  return Array.from({ length: count }, (_, index) => ({ service: name, at: first + index * cadence }));
};

/** Spreads names over numbers (djb2). */
const hashOf = (name: string): number =>
  [...name].reduce((hash, letter) => (hash * 33 + letter.charCodeAt(0)) >>> 0, 5381);

/** Keeps only the last of the checks that a very late tick has missed: several checks at once add no evidence. */
const withoutMissed = (turns: readonly Turn[], now: Instant): readonly Turn[] => {
  const missed = turns.filter(({ at }) => at <= now).length;
  return turns.slice(Math.max(0, missed - 1));
};

type Message = Parameters<Services['checks']['send']>[0][number];

const messagesFor = (due: readonly Turn[], delaySeconds: number): readonly Message[] =>
  chunksOf(due, SERVICES_PER_MESSAGE).map((some) => ({
    check: { services: some.map(({ service }) => service), trigger: 'schedule' },
    delaySeconds,
  }));
