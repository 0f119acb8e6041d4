import { z } from 'zod';
import { arnOf } from '../account.ts';
import { COMPARISONS, type DeployedAlarm, MISSING_DATA_TREATMENTS } from '../deployed-stack.ts';
import { type FindResources, numeric, optional } from '../find-resources.ts';

const arns = z.array(z.string()).default([]);

const AlarmProperties = z.object({
  AlarmDescription: z.string().optional(),
  Namespace: z.string(),
  MetricName: z.string(),
  Dimensions: z.array(z.object({ Name: z.string(), Value: z.string() })).default([]),
  Statistic: z.string(),
  Period: numeric.min(60),
  EvaluationPeriods: numeric,
  DatapointsToAlarm: numeric.optional(),
  Threshold: numeric,
  ComparisonOperator: z.enum(COMPARISONS),
  TreatMissingData: z.enum(MISSING_DATA_TREATMENTS).default('missing'),
  ActionsEnabled: z.boolean().default(true),
  AlarmActions: arns,
  OKActions: arns,
  InsufficientDataActions: arns,
});

export const readAlarms = (find: FindResources): readonly DeployedAlarm[] =>
  find('AWS::CloudWatch::Alarm', AlarmProperties).map(({ name, properties }) => ({
    name,
    arn: arnOf('cloudwatch', `alarm:${name}`),
    ...optional('description', properties.AlarmDescription),
    namespace: properties.Namespace,
    metricName: properties.MetricName,
    dimensions: Object.fromEntries(properties.Dimensions.map(({ Name, Value }) => [Name, Value])),
    stat: properties.Statistic,
    periodSeconds: properties.Period,
    evaluationPeriods: properties.EvaluationPeriods,
    datapointsToAlarm: properties.DatapointsToAlarm ?? properties.EvaluationPeriods,
    threshold: properties.Threshold,
    comparison: properties.ComparisonOperator,
    treatMissingData: properties.TreatMissingData,
    actionsEnabled: properties.ActionsEnabled,
    actions: {
      ALARM: properties.AlarmActions,
      OK: properties.OKActions,
      INSUFFICIENT_DATA: properties.InsufficientDataActions,
    },
  }));
