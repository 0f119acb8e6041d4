import type { Incident } from '#shared/domain/model/incident.ts';
import type { Instant } from '#shared/domain/model/time.ts';
import { alertsOf, type PublishedAlert } from './alerts.ts';
import type { FaultOutcome } from './outcome.ts';
import type { Scenario } from './scenario.ts';

/** The medic's reaction since a moment, and the requests of users in this time. */
export interface Reaction {
  readonly startedAt: Instant;
  readonly incidents: () => readonly Incident[];
  readonly alerts: () => readonly PublishedAlert[];
  readonly executions: () => number;
  readonly requests: () => { readonly total: number; readonly failed: number };
}

/** Starts to observe the medic's reaction now. */
export const observeReaction = ({ clock, local: { world, platform }, medic, policy }: Scenario): Reaction => {
  const startedAt = clock.now();
  const before = world.traffic(policy.service);
  const earlier = new Set(medic.incidents().map(({ id }) => id));
  return {
    startedAt,
    incidents: () => medic.incidents().filter(({ id }) => !earlier.has(id)),
    alerts: () => alertsOf(platform.published()).filter(({ at }) => at >= startedAt),
    executions: () => platform.executions().filter((execution) => execution.startedAt >= startedAt).length,
    requests: () => {
      const { total, failed } = world.traffic(policy.service);
      return { total: total - before.total, failed: failed - before.failed };
    },
  };
};

/** Collects the parts of an outcome that the medic's reaction and the requests determine. */
export const outcomeOf = (reaction: Reaction): Omit<FaultOutcome, 'fault' | 'details' | 'onsetAt' | 'recoveredAt'> => {
  const incidents = reaction.incidents();
  const alerts = reaction.alerts();
  const last = incidents.at(-1);
  const { total, failed } = reaction.requests();
  return {
    detectedAt: incidents[0]?.openedAt,
    notifiedAt: alerts[0]?.at,
    verifiedAt: last?.status === 'resolved' ? last.healthySince : undefined,
    causes: incidents.map(({ cause }) => cause),
    actions: incidents.flatMap(({ attempts }) => attempts.map(({ action }) => action)),
    alerts: alerts.map(({ kind, title }) => ({ kind, title })),
    requestsFailed: failed,
    requestsTotal: total,
    incidents: incidents.length,
    executions: reaction.executions(),
  };
};
