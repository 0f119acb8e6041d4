import type { PublishedMessage } from '#local-aws/sns/topics.ts';
import type { Instant } from '#shared/domain/model/time.ts';

export interface PublishedAlert {
  readonly at: Instant;
  readonly kind: string;
  readonly title: string;
  readonly text: string;
}

/** Selects the alerts among the published messages: those with the attribute `kind`. */
export const alertsOf = (published: readonly PublishedMessage[]): readonly PublishedAlert[] =>
  published.flatMap(({ at, subject = '', message, attributes }) =>
    attributes.kind === undefined ? [] : [{ at, kind: attributes.kind, title: subject, text: message }],
  );
