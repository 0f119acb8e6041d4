import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { baselineStore } from '#shared/adapters/stores/baselines.ts';
import { breakerStore } from '#shared/adapters/stores/breakers.ts';
import { dynamoTable } from '#shared/adapters/stores/dynamodb-table.ts';
import { incidentStore } from '#shared/adapters/stores/incidents.ts';
import { journal as journalOver } from '#shared/adapters/stores/journal.ts';
import { leaseStore } from '#shared/adapters/stores/leases.ts';
import { reportStore } from '#shared/adapters/stores/reports.ts';
import { signalLog } from '#shared/adapters/stores/signals.ts';
import { stoppedTaskStore } from '#shared/adapters/stores/stopped-tasks.ts';
import { switchReader } from '#shared/adapters/stores/switches.ts';
import type { Services } from '#shared/ports/services.ts';
import { logger } from '../observability.ts';
import { once } from '../once.ts';
import { connect } from './clients.ts';
import { config } from './config.ts';

const table = once(() =>
  dynamoTable(
    connect((options) => new DynamoDBClient(options)),
    config().tableName,
  ),
);

export const baselines = (): Services['baselines'] => baselineStore(table(), (message) => logger.warn(message));
export const breakers = (): Services['breakers'] => breakerStore(table());
export const incidents = (): Services['incidents'] => incidentStore(table());
export const leases = (): Services['leases'] => leaseStore(table());
export const reports = (): Services['reports'] => reportStore(table());
export const stoppedTasks = (): Services['stoppedTasks'] => stoppedTaskStore(table());
export const switches = (): Services['switches'] => switchReader(table());
export const signals = (): Services['signals'] => signalLog(table());
export const journal = (): Services['journal'] => journalOver(table());
