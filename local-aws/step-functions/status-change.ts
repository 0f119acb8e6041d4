import type { EventContents } from '../eventbridge/event-envelope.ts';
import type { Execution } from './executions.ts';

/** https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html */
export const statusChange = (execution: Execution): EventContents => ({
  detailType: 'Step Functions Execution Status Change',
  source: 'aws.states',
  resources: [execution.arn],
  detail: {
    executionArn: execution.arn,
    stateMachineArn: execution.stateMachineArn,
    name: execution.name,
    status: execution.status,
    startDate: execution.startedAt,
    stopDate: execution.stoppedAt ?? null,
    input: execution.input,
    inputDetails: { included: true },
    output: execution.output ?? null,
    outputDetails: execution.output === undefined ? null : { included: true },
    error: execution.error?.name ?? null,
    cause: execution.error?.cause ?? null,
  },
});
