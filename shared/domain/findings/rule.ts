import type { Snapshot } from '../model/evidence.ts';
import type { Detection } from '../model/finding.ts';

/** A rule examines a snapshot for one kind of evidence. A missing part yields nothing, neither for nor against. */
export type FindingRule = (snapshot: Snapshot) => readonly Detection[];
