import type { Incident } from '#shared/domain/model/incident.ts';
import { HOUR } from '#shared/domain/model/time.ts';
import type { Invariant } from './invariant.ts';

export const staysInBudget: Invariant = {
  name: 'the actions of any hour stay within the limit of the service',
  violation: ({ medic, policy }) => {
    const starts = medic.incidents().flatMap(({ attempts }) => attempts.map(({ startedAt }) => startedAt));
    const inHourUntil = (end: number): number => starts.filter((start) => start > end - HOUR && start <= end).length;
    const most = Math.max(0, ...starts.map(inHourUntil));
    return most > policy.limits.maxActionsPerHour ? `${most} actions in an hour` : undefined;
  },
};

/** An incident for insufficient data or for an unexplained outage may lack an execution, which could not have done anything. */
export const runsOneExecution: Invariant = {
  name: 'every incident has one execution, and only one execution runs at a time',
  violation: ({ local, medic }) => {
    const executions = local.platform.executions();
    const running = executions.filter(({ status }) => status === 'RUNNING').length;
    if (running > 1) return `${running} executions run at once`;
    const started = executions.map(({ name }) => name).sort();
    const expected = medic
      .incidents()
      .filter((incident) => !startsNoExecution(incident) || started.includes(incident.id))
      .map(({ id }) => id)
      .sort();
    return started.join() === expected.join()
      ? undefined
      : `executions ${started.join(', ') || 'none'} for incidents ${expected.join(', ') || 'none'}`;
  },
};

export const alertsOnce: Invariant = {
  name: 'every alert is published once',
  violation: ({ local, medic }) => {
    const published = local.platform.published().length;
    const recorded = medic.incidents().reduce((sum, { alerts }) => sum + alerts.length, 0);
    return published > recorded ? `${published} alerts published, ${recorded} recorded` : undefined;
  },
};

/** True for an incident that belonged to the operators at once, because the data or the diagnosis did not suffice for a recovery. */
const startsNoExecution = (incident: Incident): boolean =>
  incident.status !== 'open' &&
  (incident.handover?.reason === 'insufficient-data' || incident.handover?.reason === 'silent-outage');
