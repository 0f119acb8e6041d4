import type { ServiceBaseline } from '#shared/domain/model/baseline.ts';
import type { BreakerRecord } from '#shared/domain/model/breaker.ts';
import type { ServiceHistory } from '#shared/domain/model/evidence.ts';
import type { HealthReport } from '#shared/domain/model/health-report.ts';
import type { Incident, StepOutcome } from '#shared/domain/model/incident.ts';
import type { StoppedTask, Switch } from '#shared/domain/model/observation.ts';
import type { Instant } from '#shared/domain/model/time.ts';
import type { Signal } from '#shared/domain/signal/signal.ts';

/** The store retains stopped tasks that events reported. ECS itself lists a stopped task for about an hour only. */
export interface StoppedTaskStore {
  readonly store: (service: string, task: StoppedTask) => Promise<void>;
  /** Answers the stored tasks of each service, newest first. `mergeRetained` decides which of them still count. */
  readonly retained: (services: readonly string[]) => Promise<ReadonlyMap<string, readonly StoppedTask[]>>;
}

export interface BreakerStore {
  readonly readAll: (service: string) => Promise<readonly BreakerRecord[]>;
  /** Throws WriteConflict when the record's version is no longer `expectedVersion`; version 0 stands for no record. */
  readonly write: (service: string, record: BreakerRecord, expectedVersion: number) => Promise<void>;
}

export interface IncidentStore {
  readonly read: (service: string) => Promise<ServiceHistory>;
  /** Opens an incident unless one is open; answers the one that is open afterwards and whether it is new. */
  readonly open: (incident: Incident) => Promise<{ readonly incident: Incident; readonly opened: boolean }>;
  /** Writes version n + 1 over version n. Throws WriteConflict when another writer came first. */
  readonly save: (incident: Incident) => Promise<Incident>;
  /**
   * Marks the newest step `begun`, once: throws LeaseLost when the epoch is not the step's or the step is not
   * `reserved`.
   */
  readonly beginStep: (step: StepReference, at: Instant) => Promise<Incident>;
  readonly endStep: (step: StepReference, outcome: StepOutcome) => Promise<Incident>;
}

/** A step reference names one reserved step of one incident. Attempts, and the steps of an attempt, count from 1. */
export interface StepReference {
  readonly service: string;
  readonly incident: string;
  readonly attempt: number;
  readonly step: number;
  readonly epoch: number;
}

export interface LeaseStore {
  /** Answers the epoch. Throws LeaseLost while another owner's lease has not expired. */
  readonly acquire: (service: string, owner: string, now: Instant, seconds: number) => Promise<number>;
  readonly release: (service: string, owner: string) => Promise<void>;
}

export interface ReportStore {
  /** Answers the last reports of each service, newest first. */
  readonly latest: (services: readonly string[]) => Promise<ReadonlyMap<string, readonly HealthReport[]>>;
  readonly save: (report: HealthReport, earlier: readonly HealthReport[]) => Promise<void>;
}

/** The store holds what the checks have learned about each service. */
export interface BaselineStore {
  /** Answers the baseline of each service; one that has none, or a malformed one, has an empty one. */
  readonly read: (services: readonly string[]) => Promise<ReadonlyMap<string, ServiceBaseline>>;
  /** Writes what a check at `at` has learned, unless a later check has written first. */
  readonly save: (service: string, baseline: ServiceBaseline, at: Instant) => Promise<void>;
}

export interface SwitchReader {
  readonly active: (service: string, now: Instant) => Promise<readonly Switch[]>;
}

/**
 * The signal log deduplicates signals. Signals with the same id describe the same resource; versions count its changes
 * from 1.
 */
export interface SignalLog {
  /** Compares a signal with the newest remembered one of the same id. */
  readonly compare: (signal: Pick<Signal, 'id' | 'version'>) => Promise<'newer' | 'same' | 'older'>;
  /** Marks a signal as handled, so that a repetition is a duplicate. To be called once all its work is done. */
  readonly remember: (signal: Pick<Signal, 'id' | 'version'>, now: Instant) => Promise<void>;
}

/** The journal is append-only; each entry carries the hash of the one before. */
export interface Journal {
  readonly append: (entry: JournalEntry) => Promise<void>;
}

export interface JournalEntry {
  readonly service: string;
  readonly at: Instant;
  readonly kind: 'opened' | 'decided' | 'acted' | 'alerted' | 'closed';
  readonly incident: string;
  readonly detail: Readonly<Record<string, unknown>>;
}
