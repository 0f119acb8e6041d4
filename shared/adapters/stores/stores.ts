import type { Services } from '#shared/ports/services.ts';
import { baselineStore } from './baselines.ts';
import { breakerStore } from './breakers.ts';
import { incidentStore } from './incidents.ts';
import { journal } from './journal.ts';
import { leaseStore } from './leases.ts';
import { reportStore } from './reports.ts';
import { signalLog } from './signals.ts';
import { stoppedTaskStore } from './stopped-tasks.ts';
import { switchReader } from './switches.ts';
import type { Table } from './table.ts';

export type Stores = Pick<
  Services,
  'baselines' | 'breakers' | 'incidents' | 'leases' | 'reports' | 'stoppedTasks' | 'switches' | 'signals' | 'journal'
>;

/** Builds all stores over one table. */
export const storesOver = (table: Table): Stores => ({
  baselines: baselineStore(table),
  breakers: breakerStore(table),
  incidents: incidentStore(table),
  leases: leaseStore(table),
  reports: reportStore(table),
  stoppedTasks: stoppedTaskStore(table),
  switches: switchReader(table),
  signals: signalLog(table),
  journal: journal(table),
});
