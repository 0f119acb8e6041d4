import type { Snapshot } from '../model/evidence.ts';
import type { FindingId } from '../model/finding.ts';
import { findAll } from './find.ts';

/** Findings that say that something moves, comes in, or is not to be had, not that something is wrong. */
const MOVING: ReadonlySet<FindingId> = new Set<FindingId>([
  'replacement-under-way',
  'deployment-in-progress',
  'permission-missing',
  'requests-rising',
]);

/** Whether something is found that logs, settings or a person's change could explain; they cost calls for every service. */
export const needsDetails = (snapshot: Snapshot): boolean => findAll(snapshot).some(({ id }) => !MOVING.has(id));
