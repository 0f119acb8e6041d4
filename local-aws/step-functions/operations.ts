import type { Ids } from '../clock/ids.ts';
import { AwsError, type Handlers } from '../operation.ts';
import type { Execution, Executions } from './executions.ts';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html */
const EXECUTION_NAME = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]{1,80}$/u;

export const stepFunctionsOperations = (executions: Executions, ids: Ids) =>
  ({
    StartExecution: ({ stateMachineArn = '', name = ids.uuid(), input = '{}' }) => {
      if (!EXECUTION_NAME.test(name)) throw new AwsError('InvalidName', `Invalid Name: '${name}'`);
      const { arn, startedAt } = executions.start({ stateMachineArn, name, input });
      return { executionArn: arn, startDate: new Date(startedAt) };
    },

    DescribeExecution: ({ executionArn = '' }) => {
      const execution = executions.find(executionArn);
      if (execution === undefined)
        throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${executionArn}'`);
      const { input, output, error } = execution;
      return {
        ...summaryOf(execution),
        input,
        ...(output && { output }),
        ...(error && { error: error.name, cause: error.cause }),
      };
    },

    /** Newest first. */
    ListExecutions: ({ stateMachineArn, statusFilter }) => ({
      executions: executions
        .all()
        .filter((execution) => execution.stateMachineArn === stateMachineArn)
        .filter(({ status }) => statusFilter === undefined || status === statusFilter)
        .map(summaryOf)
        .reverse(),
    }),
  }) satisfies Partial<Handlers<typeof import('@aws-sdk/client-sfn')>>;

const summaryOf = ({ arn, stateMachineArn, name, status, startedAt, stoppedAt }: Execution) => ({
  executionArn: arn,
  stateMachineArn,
  name,
  status,
  startDate: new Date(startedAt),
  ...(stoppedAt !== undefined && { stopDate: new Date(stoppedAt) }),
});
