import { historyOf } from '#shared/domain/incident/transitions.ts';
import { LeaseLost } from '#shared/domain/model/errors.ts';
import type { ServiceHistory } from '#shared/domain/model/evidence.ts';
import type { Incident, PastAction, StepOutcome } from '#shared/domain/model/incident.ts';
import { HOUR, type Instant } from '#shared/domain/model/time.ts';
import type { IncidentStore, StepReference } from '#shared/ports/stores.ts';
import { conflict, retryConflicts } from './conflicts.ts';
import { describeStep, withOutcome } from './incident-step.ts';
import { ABSENT, type Key, partitionOf, type Table } from './table.ts';

/** The rollback budget covers six hours, and no other budget covers more. */
const REMEMBERED_MS = 6 * HOUR;

/**
 * Each service has one item. Its version is the incident's and grows over all incidents of the service, so a version
 * names one state of one incident and never repeats.
 */
export const incidentStore = (table: Table): IncidentStore => ({
  read: async (service) => (await load(table, service))?.body ?? { incident: undefined, pastActions: [] },
  open: (incident) => retryConflicts(() => openIncident(table, incident)),
  save: (incident) => saveIncident(table, incident),
  beginStep: (reference, at) =>
    changeStep(table, reference, (outcome) => {
      if (outcome.kind === 'reserved') return { kind: 'begun', at };
      throw new LeaseLost(`${describeStep(reference)} is already ${outcome.kind}; a step is never begun twice.`);
    }),
  endStep: (reference, outcome) => changeStep(table, reference, () => outcome),
});

const recordKey = (service: string): Key => ({ partition: partitionOf(service), sort: 'RECOVERY' });

const load = (table: Table, service: string) => table.get<ServiceHistory>(recordKey(service));

const openIncident: (table: Table, incident: Incident) => ReturnType<IncidentStore['open']> = async (
  table,
  incident,
) => {
  const item = await load(table, incident.service);
  const current = item?.body.incident;
  if (current?.status === 'open') return { incident: current, opened: false };
  const pastActions = item ? rememberedActions(item.body, incident.openedAt) : [];
  return { incident: await write(table, item?.version ?? ABSENT, { incident, pastActions }), opened: true };
};

const saveIncident = async (table: Table, incident: Incident): Promise<Incident> => {
  const item = await load(table, incident.service);
  const isTheCurrentOne = item?.body.incident?.id === incident.id;
  const versionIsUnchanged = item?.version === incident.version;
  if (!isTheCurrentOne || !versionIsUnchanged) throw conflict(recordKey(incident.service), incident.version);
  return write(table, incident.version, { incident, pastActions: item.body.pastActions });
};

const changeStep = (
  table: Table,
  reference: StepReference,
  outcomeAfter: (outcome: StepOutcome) => StepOutcome,
): Promise<Incident> =>
  retryConflicts(async () => {
    const item = await load(table, reference.service);
    const incident = withOutcome(item?.body.incident, reference, outcomeAfter);
    return write(table, incident.version, { incident, pastActions: item?.body.pastActions ?? [] });
  });

const write = async (
  table: Table,
  expected: number,
  { incident, pastActions }: { readonly incident: Incident; readonly pastActions: readonly PastAction[] },
): Promise<Incident> => {
  const next = { ...incident, version: expected + 1 };
  const body: ServiceHistory = { incident: next, pastActions };
  await table.replace(expected, { key: recordKey(incident.service), version: next.version, body });
  return next;
};

/** Lists the actions of the last hours, of this incident and of earlier ones, for the budget of the next incident. */
const rememberedActions = (record: ServiceHistory, now: Instant): readonly PastAction[] =>
  historyOf(record).pastActions.filter(({ at }) => at > now - REMEMBERED_MS);
