import type { Instant } from './time.ts';

/** The answer to one work probe, or the way in which it failed. */
export interface ProbeAnswer {
  readonly outcome: 'ok' | 'bad-status' | 'timeout' | 'refused' | 'error';
  readonly status?: number;
  readonly latencyMs: number;
  readonly at: Instant;
}

export interface PortAnswer extends ProbeAnswer {
  readonly port: number;
}

/** The work probe of a task answers as its worst port does. */
export interface TaskProbe extends ProbeAnswer {
  readonly taskId: string;
  /** The port that answered worst; absent while all answer well, and for a task that is probed on one port only. */
  readonly port?: number;
  /** The answers of all ports of a task that is probed on several ones, the first target group's port first. */
  readonly ports?: readonly PortAnswer[];
  /** The number of probes in a row that the task passed, or failed, and since when; absent where earlier probes are unknown. */
  readonly inARow?: number;
  readonly since?: Instant;
}

export interface DependencyProbe {
  readonly dependency: string;
  readonly ok: boolean;
  readonly latencyMs: number;
  readonly error?: string;
  readonly at: Instant;
  /** The number of probes in a row with this outcome, and since when; absent where earlier probes are unknown. */
  readonly inARow?: number;
  readonly since?: Instant;
}
