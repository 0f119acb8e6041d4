import type { StoppedTaskStore } from '#shared/ports/services.ts';
import type { Table } from './table.ts';

export const stoppedTaskStore = (_table: Table): StoppedTaskStore => ({
  keep: async () => undefined,
  kept: async () => new Map(),
});
