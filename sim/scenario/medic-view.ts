import { incidentStore } from '#shared/adapters/stores/incidents.ts';
import { type JournalLink, readJournal } from '#shared/adapters/stores/journal.ts';
import { reportStore } from '#shared/adapters/stores/reports.ts';
import type { Table } from '#shared/adapters/stores/table.ts';
import type { HealthReport } from '#shared/domain/model/health-report.ts';
import type { Incident } from '#shared/domain/model/incident.ts';

/** What the medic has written down about one service. */
export interface MedicRecord {
  readonly report: HealthReport | undefined;
  readonly incident: Incident | undefined;
  readonly journal: readonly JournalLink[];
}

/** The medic's own record as an onlooker sees it: read again after every invocation, since nothing else changes it. */
export interface MedicView {
  readonly record: () => MedicRecord;
  /** Every incident that there was, as it stands or ended, oldest first. */
  readonly incidents: () => readonly Incident[];
  readonly refresh: () => Promise<void>;
}

/** `onChange` is told the record before and after every refresh that changed something. */
export const createMedicView = (
  table: Table,
  service: string,
  onChange: (before: MedicRecord, after: MedicRecord) => void,
): MedicView => {
  const incidents = incidentStore(table);
  const reports = reportStore(table);
  const ever = new Map<string, Incident>();
  let known: MedicRecord = { report: undefined, incident: undefined, journal: [] };

  const refresh = async (): Promise<void> => {
    const [{ incident }, latest] = await Promise.all([incidents.read(service), reports.latest([service])]);
    const report = latest.get(service)?.[0];
    const isSame = report?.at === known.report?.at && sameIncident(incident, known.incident);
    if (isSame) return;
    const journal = sameIncident(incident, known.incident) ? known.journal : await readJournal(table, service);
    const before = known;
    known = { report, incident, journal };
    if (incident !== undefined) ever.set(incident.id, incident);
    onChange(before, known);
  };
  return { record: () => known, incidents: () => [...ever.values()], refresh };
};

const sameIncident = (one: Incident | undefined, other: Incident | undefined): boolean =>
  one?.id === other?.id && one?.version === other?.version;
