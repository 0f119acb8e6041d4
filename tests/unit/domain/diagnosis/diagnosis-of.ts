import { diagnose } from '#shared/domain/diagnosis/diagnose.ts';
import type { Cause } from '#shared/domain/model/cause.ts';
import type { Diagnosis } from '#shared/domain/model/diagnosis.ts';
import type { Finding, FindingId } from '#shared/domain/model/finding.ts';
import type { MeaningId } from '#shared/domain/model/message-meaning.ts';
import { aFinding } from '#tests/builders/a-report.ts';
import { REVISION } from '#tests/builders/constants.ts';
import * as given from '#tests/builders/given.ts';

/** The diagnosis of a service in this state with these findings. */
export const diagnosisOf = (findings: readonly Finding[], state: given.SnapshotState = {}): Diagnosis =>
  diagnose(given.assessed({ ...state, findings }));

export const causeOf = (findings: readonly Finding[], state?: given.SnapshotState): Cause =>
  diagnosisOf(findings, state).cause;

/** Hard evidence, with its own id as subject and message. */
export const hard = (id: FindingId, different: Partial<Finding> = {}): Finding =>
  aFinding({ id, strength: 'hard', subject: id, message: id, ...different });

export const hungTask = (number: number, different: Partial<Finding> = {}): Finding =>
  aFinding({ subject: `task-${number}`, message: `task-${number} hangs`, seen: 2, ...different });

export const unhealthyTask = (number: number, different: Partial<Finding> = {}): Finding =>
  hard('target-unhealthy', { subject: `task-${number}`, message: `task-${number} is unhealthy`, ...different });

/** A message of AWS about the newest revision that means this. */
export const byAws = (meaning: MeaningId, id: FindingId = 'tasks-failing-for'): Finding =>
  hard(id, { meaning, subject: REVISION });

/** Two tasks of the newest revision failed, so many of them in their start. */
export const failingRelease = (neverStarted: number): Finding =>
  hard('release-failing-tasks', { subject: REVISION, numbers: { failures: 2, neverStarted } });

/** The only task of the newest revision does not serve, beside so many older ones. */
export const idleRelease = (olderTasks: number): Finding =>
  hard('release-not-working', { subject: REVISION, numbers: { newTasks: 1, olderTasks } });

export const DATABASE_DOWN = hard('dependency-unreachable', { subject: 'database' });
export const BREAKER_OPEN = hard('breaker-open', { subject: 'backend' });
export const BREAKER_STUCK = hard('breaker-open-dependency-back', { subject: 'backend' });
