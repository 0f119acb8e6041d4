import { tasksToRetain } from '#shared/domain/evidence/stopped-task-history.ts';
import type { Instant } from '#shared/domain/model/time.ts';
import { type DropReason, judgeSignal, type Signal } from '#shared/domain/signal/signal.ts';
import type { Services } from '#shared/ports/services.ts';

export type Received =
  | { readonly kind: 'queued'; readonly signal: string; readonly services: readonly string[] }
  | { readonly kind: 'stored'; readonly signal: string; readonly services: readonly string[] }
  | { readonly kind: 'dropped'; readonly reason: DropReason; readonly signal: string };

type ReceiveSignalServices = Pick<Services, 'policies' | 'signals' | 'stoppedTasks' | 'checks' | 'clock'>;

/**
 * Follows up signals. A signal is a hint to check a service, never a reason to act: a relevant one gets a check at once, all others
 * are dropped and counted. Stopped tasks are stored either way, because ECS forgets them after an hour.
 */
export const receiveSignal =
  (services: ReceiveSignalServices) =>
  async (received: readonly Signal[]): Promise<{ readonly outcomes: readonly Received[] }> => {
    const now = services.clock.now();
    const outcomes: Received[] = [];
    for (const signal of received) outcomes.push(...(await follow(services, signal, now)));
    return { outcomes };
  };

/** Remembers the signal last, so that the next delivery repeats whatever failed: an extra check does no harm, a lost one does. */
const follow = async (services: ReceiveSignalServices, signal: Signal, now: Instant): Promise<readonly Received[]> => {
  const { policies, signals } = services;
  const verdict = judgeSignal(signal, policies, now);
  if (verdict.kind === 'drop')
    return [dropped(signal, verdict.reason), ...(await retainStoppedTask(services, signal, now))];
  const repeated = REPEATED[await signals.compare(signal)];
  if (repeated) return [dropped(signal, repeated)];
  await sendChecks(services, signal, verdict.services);
  const kept = await retainStoppedTask(services, signal, now);
  await signals.remember(signal, now);
  return [{ kind: 'queued', signal: signal.name, services: verdict.services }, ...kept];
};

const REPEATED = { newer: undefined, same: 'duplicate', older: 'stale-version' } as const;

const dropped = ({ name }: Signal, reason: DropReason): Received => ({ kind: 'dropped', reason, signal: name });

const sendChecks = ({ checks }: ReceiveSignalServices, { name }: Signal, services: readonly string[]): Promise<void> =>
  checks.send(services.map((service) => ({ check: { services: [service], trigger: name }, delaySeconds: 0 })));

const retainStoppedTask = async (
  { policies, stoppedTasks }: ReceiveSignalServices,
  signal: Signal,
  now: Instant,
): Promise<readonly Received[]> => {
  const tasks = tasksToRetain(signal, policies, now);
  for (const { service, task } of tasks) await stoppedTasks.store(service, task);
  return tasks.length === 0
    ? []
    : [{ kind: 'stored', signal: signal.name, services: tasks.map(({ service }) => service) }];
};
