import { type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { RecoveryWorkflow } from '#shared/ports/messaging.ts';

/** The execution has the incident's id for its name, which stays reserved for 90 days, so an incident never has a second one. */
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
