import type { HealthReport } from '#shared/domain/model/health-report.ts';
import type { ReportStore } from '#shared/ports/stores.ts';
import { type Key, listsOf, partitionOf, type Table } from './table.ts';

/** Three healthy reports in a row resolve an incident. Two more carry parts forward that are missing meanwhile. */
export const REPORTS_STORED = 5;

/** The last reports of a service are one item, so one call reads the reports of many services. */
export const reportStore = (table: Table): ReportStore => ({
  latest: (services) => listsOf<HealthReport>(table, services, reportsKey),
  save: (report, earlier) => {
    const reports = [report, ...earlier].slice(0, REPORTS_STORED);
    return table.put({ key: reportsKey(report.service), version: report.at, body: reports });
  },
});

const reportsKey = (service: string): Key => ({ partition: partitionOf(service), sort: 'REPORTS' });
