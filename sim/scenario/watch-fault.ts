import { type Instant, MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { isComplete, type PlannedFault, serviceNamed, usersAreServed } from '../faults/fault.ts';
import type { FaultOutcome } from './outcome.ts';
import type { Stage } from './stage.ts';

export interface FaultWatch {
  /** All that was to come has come: users are well and proven so, or people have it, and nothing moves any more. */
  readonly isOver: () => boolean;
  /** Since when users have been well again without interruption. */
  readonly curedAt: () => Instant | undefined;
  readonly outcome: () => FaultOutcome;
  /** Takes away what only people could, and stops looking. */
  readonly end: () => void;
}

/** What a fault leads to when all goes well. */
export type Course = 'recovers' | 'needs-people' | 'needs-nothing';

/** So long must everything be quiet before a fault counts as over. */
const QUIET_MS = 20 * SECOND;
/** People have been told; so long is watched whether the medic keeps its hands off. */
const HANDS_OFF_MS = 2 * MINUTE;
/** Something harmless is watched for so long. */
const HARMLESS_MS = 6 * MINUTE;
const LONGEST_MS = 30 * MINUTE;

/** Puts the fault into the world now and follows it, second by second, by the world's own truth. */
export const watchFault = (stage: Stage, fault: PlannedFault, course: Course): FaultWatch => {
  const { clock, world, service: name, medic } = stage;
  const service = serviceNamed(world, name);
  const startedAt = clock.now();
  const requestsBefore = { ...world.traffic(name) };
  const incidentsBefore = new Set(medic.incidents().map(({ id }) => id));
  const injection = fault.inject(world, name);
  let curedAt: Instant | undefined;
  let quietSince: Instant | undefined;

  const incidents = () => medic.incidents().filter(({ id }) => !incidentsBefore.has(id));
  const isCourseRun = (): boolean => {
    const last = incidents().at(-1);
    switch (course) {
      case 'recovers':
        return curedAt !== undefined && last?.status === 'resolved' && isComplete(world, service);
      case 'needs-people':
        return last?.status === 'escalated' && clock.now() - (firstAlertAt() ?? clock.now()) >= HANDS_OFF_MS;
      case 'needs-nothing':
        return clock.now() - startedAt >= HARMLESS_MS && isComplete(world, service) && usersAreServed(world, service);
    }
  };
  const alertsSince = () => stage.alerts().filter(({ at }) => at >= startedAt);
  const firstAlertAt = (): Instant | undefined => alertsSince()[0]?.at;

  const look = (): void => {
    const isCured = injection.onset() !== undefined && injection.cured();
    curedAt = isCured ? (curedAt ?? clock.now()) : undefined;
    quietSince = isCourseRun() ? (quietSince ?? clock.now()) : undefined;
  };
  const timer = clock.every(SECOND, look);

  return {
    curedAt: () => curedAt,
    isOver: () => {
      if (clock.now() - startedAt > LONGEST_MS) return true;
      return quietSince !== undefined && clock.now() - quietSince >= QUIET_MS;
    },
    outcome: () => {
      const { total, failed } = world.traffic(name);
      const mine = incidents();
      return {
        fault: fault.name,
        details: fault.details,
        onsetAt: injection.onset(),
        detectedAt: mine[0]?.openedAt,
        toldAt: firstAlertAt(),
        curedAt,
        verifiedAt: mine.at(-1)?.status === 'resolved' ? mine.at(-1)?.healthySince : undefined,
        causes: mine.map(({ cause }) => cause),
        actions: mine.flatMap(({ attempts }) => attempts.map(({ action }) => action)),
        alerts: alertsSince().map(({ kind, title }) => ({ kind, title })),
        requestsFailed: failed - requestsBefore.failed,
        requestsTotal: total - requestsBefore.total,
        incidents: mine.length,
        executions: stage.executions().filter((execution) => execution.startedAt >= startedAt).length,
      };
    },
    end: () => {
      timer.cancel();
      if (course === 'needs-people') injection.clear?.();
    },
  };
};
