import type { ZodMiniType } from 'zod/mini';
import type { DropReason, Signal } from '#shared/domain/signal.ts';
import type { Instant } from '#shared/domain/time.ts';

/** One row of the catalogue: an event that may arrive, by what it is recognised, and what it means. */
export interface EventKind {
  readonly kind: string;
  /** How it arrives, for docs/signals.md. */
  readonly arrives: string;
  /** How EventBridge names it; absent for what comes by another way. */
  readonly names?: EventNames;
  /** What follows from it, for docs/signals.md. */
  readonly leadsTo: string;
  /** The signals in an event of this kind; undefined for an event of another kind. */
  readonly read: (event: unknown) => readonly Signal[] | undefined;
}

export interface EventNames {
  readonly source: string;
  readonly detailTypes: readonly string[];
}

type Row<Event> = Pick<EventKind, 'kind' | 'leadsTo'> & {
  readonly schema: ZodMiniType<Event>;
  readonly signals: (event: Event, kind: string) => readonly Signal[];
};

/** A kind that comes through EventBridge. */
export const fromEventBridge = <Event>({ names, ...row }: Row<Event> & { readonly names: EventNames }): EventKind => ({
  ...recognised({ ...row, arrives: `EventBridge, \`${names.source}\`: ${names.detailTypes.join(', ')}` }),
  names,
});

/** A kind that comes by another way. */
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

/** When it happened, as far as the event says so. */
export const dated = (at: Instant | undefined): Pick<Signal, 'at'> => (at === undefined ? {} : { at });

/** Why it is no reason to look, if there is a why. */
export const harmlessAs = (reason: DropReason | undefined): Pick<Signal, 'harmless'> =>
  reason === undefined ? {} : { harmless: reason };
