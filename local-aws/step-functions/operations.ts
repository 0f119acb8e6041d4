import type {
  DescribeExecutionCommandInput,
  DescribeExecutionCommandOutput,
  ListExecutionsCommandInput,
  ListExecutionsCommandOutput,
  StartExecutionCommandInput,
  StartExecutionCommandOutput,
} from '@aws-sdk/client-sfn';
import type { Ids } from '../clock/ids.ts';
import { type Answered, AwsError } from '../operation.ts';
import type { Execution, Executions } from './executions.ts';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html */
const EXECUTION_NAME = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]{1,80}$/u;

/** Step Functions over the executions of the local world. */
export const stepFunctionsOperations = (executions: Executions, ids: Ids) => ({
  StartExecution: (input: StartExecutionCommandInput): Answered<StartExecutionCommandOutput> => {
    const { stateMachineArn = '', name = ids.uuid(), input: given = '{}' } = input;
    if (!EXECUTION_NAME.test(name)) throw new AwsError('InvalidName', `Invalid Name: '${name}'`);
    const { arn, startedAt } = executions.start({ stateMachineArn, name, input: given });
    return { executionArn: arn, startDate: new Date(startedAt) };
  },

  DescribeExecution: ({
    executionArn = '',
  }: DescribeExecutionCommandInput): Answered<DescribeExecutionCommandOutput> => {
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

  ListExecutions: ({
    stateMachineArn,
    statusFilter,
  }: ListExecutionsCommandInput): Answered<ListExecutionsCommandOutput> => ({
    executions: executions
      .all()
      .filter(
        (execution) =>
          execution.stateMachineArn === stateMachineArn && (!statusFilter || execution.status === statusFilter),
      )
      .map(summaryOf)
      .reverse(),
  }),
});

const summaryOf = ({ arn, stateMachineArn, name, status, startedAt, stoppedAt }: Execution) => ({
  executionArn: arn,
  stateMachineArn,
  name,
  status,
  startDate: new Date(startedAt),
  ...(stoppedAt !== undefined && { stopDate: new Date(stoppedAt) }),
});
