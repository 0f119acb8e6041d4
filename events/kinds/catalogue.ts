import type { Signal } from '#shared/domain/signal/signal.ts';
import { ALARM_KINDS } from './alarms.ts';
import { ECS_KINDS } from './ecs.ts';
import { IGNORED_KINDS, otherThan } from './ignored.ts';
import type { EventKind } from './kind.ts';
import { PLATFORM_KINDS } from './platform.ts';
import { unknownSignal } from './unknown.ts';

const NAMED_KINDS = [...ALARM_KINDS, ...ECS_KINDS, ...PLATFORM_KINDS, ...IGNORED_KINDS];

/** The catalogue of events that may arrive, one row each; docs/signals.md lists the same rows. The first row that recognises an event parses it. */
export const EVENT_KINDS: readonly EventKind[] = [...NAMED_KINDS, otherThan(NAMED_KINDS)];

/** Answers the signals of an event: one, except that SNS may deliver several at once. */
export const toSignals = (event: unknown): readonly Signal[] => {
  for (const { read } of EVENT_KINDS) {
    const signals = read(event);
    if (signals) return signals;
  }
  return [unknownSignal()];
};
