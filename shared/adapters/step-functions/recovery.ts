import { type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { RecoveryWorkflow } from '#shared/ports/messaging.ts';

/**
 * The execution is named after the incident. A name stays reserved for 90 days, so no incident has a second execution.
 */
export const recoveryWorkflow = (client: Pick<SFNClient, 'send'>, stateMachineArn: string): RecoveryWorkflow => ({
  start: async ({ id, service }) => {
    const input = JSON.stringify({ service, incident: id });
    try {
      await client.send(new StartExecutionCommand({ stateMachineArn, name: id, input }));
    } catch (error) {
      if (!alreadyExists(error)) throw error;
    }
  },
});

const alreadyExists = (error: unknown): boolean => error instanceof Error && error.name === 'ExecutionAlreadyExists';
