import { resourceName } from '#shared/domain/model/resource-names.ts';
import { arnOf, functionLogicalId, pascalCase, type Resources } from './cloudformation.ts';
import { allow } from './grants.ts';
import { role } from './roles.ts';

/** Answers the recovery workflow. Its role may call only the functions that the definition names as `${StopTaskFunctionArn}`. */
export function recoveryWorkflow(definition: string, functionNames: readonly string[], stage: string): Resources {
  const placeholders = functionPlaceholders(definition, functionNames);
  const name = resourceName(stage, 'recovery');
  return {
    Recovery: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        StateMachineName: name,
        StateMachineType: 'STANDARD',
        DefinitionString: definition,
        DefinitionSubstitutions: Object.fromEntries(
          placeholders.map(({ placeholder, functionName }) => [placeholder, arnOf(functionLogicalId(functionName))]),
        ),
        RoleArn: arnOf('RecoveryRole'),
        TracingConfiguration: { Enabled: true },
        LoggingConfiguration: {
          Level: 'ALL',
          IncludeExecutionData: true,
          Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: arnOf('RecoveryLogs') } }],
        },
      },
    },
    RecoveryLogs: {
      Type: 'AWS::Logs::LogGroup',
      Properties: { LogGroupName: `/aws/vendedlogs/states/${name}`, RetentionInDays: 30 },
    },
    RecoveryRole: role({
      name,
      service: 'states.amazonaws.com',
      statements: [
        allow(
          ['lambda:InvokeFunction'],
          placeholders.map(({ functionName }) => arnOf(functionLogicalId(functionName))),
        ),
        LOG_DELIVERY,
        TRACING,
      ],
    }),
  };
}

/** Throws for a placeholder without a function. */
export function functionPlaceholders(definition: string, functionNames: readonly string[]) {
  const placeholders = [
    ...new Set([...definition.matchAll(/\$\{(\w+)\}/g)].map(([, placeholder = '']) => placeholder)),
  ];
  return placeholders.map((placeholder) => {
    const functionName = functionNames.find((name) => placeholder === placeholderOf(name));
    if (functionName === undefined)
      throw new Error(`The workflow names \${${placeholder}}, but functions/ has: ${functionNames.join(', ')}.`);
    return { placeholder, functionName };
  });
}

const placeholderOf = (functionName: string): string => `${pascalCase(functionName)}FunctionArn`;

/** None of these actions has a resource type: https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html */
const LOG_DELIVERY = allow(
  [
    'logs:CreateLogDelivery',
    'logs:GetLogDelivery',
    'logs:UpdateLogDelivery',
    'logs:DeleteLogDelivery',
    'logs:ListLogDeliveries',
    'logs:PutResourcePolicy',
    'logs:DescribeResourcePolicies',
    'logs:DescribeLogGroups',
  ],
  '*',
);

/** Step Functions samples the traced executions itself: https://docs.aws.amazon.com/step-functions/latest/dg/xray-iam.html */
const TRACING = allow(
  ['xray:PutTraceSegments', 'xray:PutTelemetryRecords', 'xray:GetSamplingRules', 'xray:GetSamplingTargets'],
  '*',
);
