import { type DropReason, judgeSignal, type Signal } from '#shared/domain/signal.ts';
import type { Instant } from '#shared/domain/time.ts';
import type { Services, SignalLog } from '#shared/ports/services.ts';

export type Received =
  | { readonly kind: 'queued'; readonly signal: string; readonly services: readonly string[] }
  | { readonly kind: 'dropped'; readonly reason: DropReason; readonly signal: string };

type Receivers = Pick<Services, 'policies' | 'signals' | 'checks' | 'clock'>;

/** A signal is a hint to look, never a reason to act: what deserves a look gets a check at once, all else is dropped and counted. */
export const receiveSignal =
  (services: Receivers) =>
  async (received: readonly Signal[]): Promise<{ readonly outcomes: readonly Received[] }> => {
    const now = services.clock.now();
    const outcomes: Received[] = [];
    for (const signal of received) outcomes.push(await follow(services, signal, now));
    return { outcomes };
  };

/** Asked last whether it is new, so that only what would be followed is remembered. */
const follow = async ({ policies, signals, checks }: Receivers, signal: Signal, now: Instant): Promise<Received> => {
  const verdict = judgeSignal(signal, policies, now);
  if (verdict.kind === 'drop') return { kind: 'dropped', reason: verdict.reason, signal: signal.name };
  const repeated = await whyRepeated(signals, signal, now);
  if (repeated) return { kind: 'dropped', reason: repeated, signal: signal.name };
  await checks.send(
    verdict.services.map((service) => ({
      check: { services: [service], because: signal.name },
      delaySeconds: 0,
    })),
  );
  return { kind: 'queued', signal: signal.name, services: verdict.services };
};

const whyRepeated = async (
  signals: SignalLog,
  { id, version }: Signal,
  now: Instant,
): Promise<DropReason | undefined> => {
  if (version === undefined) return (await signals.isNew(id, now)) ? undefined : 'duplicate';
  return BY_VERSION[await signals.noteVersion(id, version, now)];
};

const BY_VERSION = { newer: undefined, same: 'duplicate', older: 'stale-version' } as const;
