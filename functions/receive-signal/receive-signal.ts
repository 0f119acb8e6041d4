import type { InboundEvent } from '#events/schemas/inbound-event.ts';
import { becauseOf, type DropReason, isWorthALook, type Signal, servicesOf } from '#shared/domain/signal.ts';
import type { Instant } from '#shared/domain/time.ts';
import type { Services } from '#shared/ports/services.ts';
import { toSignals } from './to-signals.ts';

export type Received =
  | { readonly kind: 'queued'; readonly signal: string; readonly services: readonly string[] }
  | { readonly kind: 'dropped'; readonly reason: DropReason; readonly signal: string };

type Receivers = Pick<Services, 'policies' | 'signals' | 'checks' | 'clock'>;

/** A signal is a hint to look, never a reason to act: what deserves a look gets a check at once, all else is dropped and counted. */
export const receiveSignal =
  (services: Receivers) =>
  async (event: InboundEvent): Promise<{ readonly outcomes: readonly Received[] }> => {
    const now = services.clock.now();
    const outcomes: Received[] = [];
    for (const signal of toSignals(event)) outcomes.push(await follow(services, signal, now));
    return { outcomes };
  };

/** Asked last whether it is new, so that only what would be followed is remembered. */
const follow = async ({ policies, signals, checks }: Receivers, received: Signal, now: Instant): Promise<Received> => {
  const judged = isWorthALook(received, now);
  if ('dropped' in judged) return { kind: 'dropped', reason: judged.dropped, signal: nameOf(received) };
  const { signal } = judged;
  const services = servicesOf(signal, policies).map(({ name }) => name);
  if (services.length === 0) return { kind: 'dropped', reason: 'unknown-service', signal: nameOf(signal) };
  if (!(await signals.isNew(signal.id, now))) return { kind: 'dropped', reason: 'duplicate', signal: nameOf(signal) };
  await checks.send(
    services.map((service) => ({ check: { services: [service], because: becauseOf(signal) }, delaySeconds: 0 })),
  );
  return { kind: 'queued', signal: nameOf(signal), services };
};

const nameOf = (signal: Signal): string => {
  switch (signal.kind) {
    case 'unrecognised':
      return 'unrecognised';
    case 'unwatched':
      return signal.name;
    default:
      return becauseOf(signal);
  }
};
