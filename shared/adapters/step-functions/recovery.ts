import { type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { RecoveryWorkflow } from '#shared/ports/messaging.ts';

/** The execution is named like the incident, so that there is never a second one: names stay taken for 90 days. */
export const recoveryWorkflow = (client: Pick<SFNClient, 'send'>, stateMachineArn: string): RecoveryWorkflow => ({
  start: async ({ id, service }) => {
    const input = JSON.stringify({ service, incident: id });
    try {
      await client.send(new StartExecutionCommand({ stateMachineArn, name: id, input }));
    } catch (error) {
      if (!isAlreadyThere(error)) throw error;
    }
  },
});

const isAlreadyThere = (error: unknown): boolean => error instanceof Error && error.name === 'ExecutionAlreadyExists';
