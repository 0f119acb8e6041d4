import type { Signal } from '#shared/domain/signal/signal.ts';
import { ALARM_KINDS } from './alarms.ts';
import { ECS_KINDS } from './ecs.ts';
import { IGNORED_KINDS, otherThan } from './ignored.ts';
import type { EventKind } from './kind.ts';
import { PLATFORM_KINDS } from './platform.ts';
import { unknownSignal } from './unknown.ts';

const NAMED_KINDS = [...ALARM_KINDS, ...ECS_KINDS, ...PLATFORM_KINDS, ...IGNORED_KINDS];

/** Every event that may arrive, one row each; docs/signals.md has the same rows. The first that recognises an event reads it. */
export const EVENT_KINDS: readonly EventKind[] = [...NAMED_KINDS, otherThan(NAMED_KINDS)];

/** What an event says, in the medic's own words: one signal, except that SNS may deliver several at once. */
export const toSignals = (event: unknown): readonly Signal[] => {
  for (const { read } of EVENT_KINDS) {
    const signals = read(event);
    if (signals) return signals;
  }
  return [unknownSignal()];
};
