import type { ZodType } from 'zod';
import type { Instant } from '#shared/domain/model/time.ts';
import type { DropReason, Signal } from '#shared/domain/signal/signal.ts';

/** One row of the catalogue: an event that may arrive, how it is recognised, and what it means. */
export interface EventKind {
  readonly kind: string;
  /** The path by which it arrives, for docs/signals.md. */
  readonly arrives: string;
  /** The detail type in EventBridge; absent for other paths. */
  readonly names?: EventNames;
  /** The consequence, for docs/signals.md. */
  readonly leadsTo: string;
  /** Answers the signals of an event of this kind; undefined for an event of another kind. */
  readonly read: (event: unknown) => readonly Signal[] | undefined;
}

export interface EventNames {
  readonly source: string;
  readonly detailTypes: readonly string[];
}

type Row<Event> = Pick<EventKind, 'kind' | 'leadsTo'> & {
  readonly schema: ZodType<Event>;
  readonly signals: (event: Event, kind: string) => readonly Signal[];
};

/** A kind that arrives through EventBridge. */
export const fromEventBridge = <Event>({ names, ...row }: Row<Event> & { readonly names: EventNames }): EventKind => ({
  ...recognised({ ...row, arrives: `EventBridge, \`${names.source}\`: ${names.detailTypes.join(', ')}` }),
  names,
});

/** A kind that arrives by another path. */
export const recognised = <Event>({
  kind,
  arrives,
  leadsTo,
  schema,
  signals,
}: Row<Event> & Pick<EventKind, 'arrives'>): EventKind => ({
  kind,
  arrives,
  leadsTo,
  read: (event) => {
    const parsed = schema.safeParse(event);
    return parsed.success ? signals(parsed.data, kind) : undefined;
  },
});

/** Answers the time of the event, where it has one. */
export const dated = (at: Instant | undefined): Pick<Signal, 'at'> => (at === undefined ? {} : { at });

/** Answers the reason why the event never leads to a check, if there is one. */
export const harmlessAs = (reason: DropReason | undefined): Pick<Signal, 'harmless'> =>
  reason === undefined ? {} : { harmless: reason };
