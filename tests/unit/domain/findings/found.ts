import { findAll } from '#shared/domain/findings/find.ts';
import type { Finding, FindingId } from '#shared/domain/model/finding.ts';
import * as given from '#tests/builders/given.ts';

/** The findings with this id about a service in this state. */
export const found = (id: FindingId, state: given.SnapshotState = {}): readonly Finding[] =>
  findAll(given.snapshot(state)).filter((finding) => finding.id === id);

export const isFound = (id: FindingId, state: given.SnapshotState = {}): boolean => found(id, state).length > 0;

/** The ids of everything that is found about a service in this state. */
export const idsFound = (state: given.SnapshotState = {}): readonly FindingId[] =>
  findAll(given.snapshot(state)).map(({ id }) => id);

/** A task is judged once the grace period of its service is over, 60 s by default. */
export const GRACE_PERIOD = [
  { seconds: 59, isOver: false },
  { seconds: 60, isOver: true },
  { seconds: 61, isOver: true },
];

/** The metric history counts while its newest minute began four minutes ago or less. */
export const NEWEST_MINUTES = [
  { minutes: 4, isCurrent: true },
  { minutes: 5, isCurrent: false },
];
