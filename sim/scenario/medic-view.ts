import { incidentStore } from '#shared/adapters/stores/incidents.ts';
import { type JournalLink, readJournal } from '#shared/adapters/stores/journal.ts';
import { reportStore } from '#shared/adapters/stores/reports.ts';
import type { Table } from '#shared/adapters/stores/table.ts';
import type { HealthReport } from '#shared/domain/model/health-report.ts';
import type { Incident } from '#shared/domain/model/incident.ts';

/** The medic's stored records about one service. */
export interface MedicRecord {
  readonly report: HealthReport | undefined;
  readonly incident: Incident | undefined;
  readonly journal: readonly JournalLink[];
}

/** A read-only view of the medic's records, refreshed after every function invocation, since nothing else changes them. */
export interface MedicView {
  readonly record: () => MedicRecord;
  /** Returns the latest version of every incident so far, oldest first. */
  readonly incidents: () => readonly Incident[];
  readonly refresh: () => Promise<void>;
}

export const isIncidentOpen = (medic: Pick<MedicView, 'record'>): boolean => medic.record().incident?.status === 'open';

/** Creates a view that calls `onChange` with the records before and after every refresh that found a change. */
export const createMedicView = (
  table: Table,
  service: string,
  onChange: (before: MedicRecord, after: MedicRecord) => void = () => undefined,
): MedicView => {
  const incidents = incidentStore(table);
  const reports = reportStore(table);
  const latestById = new Map<string, Incident>();
  let known: MedicRecord = { report: undefined, incident: undefined, journal: [] };

  const refresh = async (): Promise<void> => {
    const [{ incident }, latest] = await Promise.all([incidents.read(service), reports.latest([service])]);
    const report = latest.get(service)?.[0];
    const isIncidentUnchanged = sameIncident(incident, known.incident);
    if (isIncidentUnchanged && report?.at === known.report?.at) return;
    const journal = isIncidentUnchanged ? known.journal : await readJournal(table, service);
    const before = known;
    known = { report, incident, journal };
    if (incident !== undefined) latestById.set(incident.id, incident);
    onChange(before, known);
  };
  return { record: () => known, incidents: () => [...latestById.values()], refresh };
};

const sameIncident = (one: Incident | undefined, other: Incident | undefined): boolean =>
  one?.id === other?.id && one?.version === other?.version;
