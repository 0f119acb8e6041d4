import { z } from 'zod';
import { arnOf } from '../account.ts';
import type { DeployedRule } from '../deployed-stack.ts';
import { type FindResources, optional } from '../find-resources.ts';

const RuleProperties = z.object({
  EventPattern: z.unknown().optional(),
  ScheduleExpression: z.string().optional(),
  State: z.string().default('ENABLED'),
  Targets: z
    .array(
      z.strictObject({
        Arn: z.string(),
        Id: z.string(),
        RetryPolicy: z.unknown().optional(),
        DeadLetterConfig: z.unknown().optional(),
      }),
    )
    .default([]),
});

export const readRules = (find: FindResources): readonly DeployedRule[] =>
  find('AWS::Events::Rule', RuleProperties).map(({ name, properties }) => ({
    name,
    arn: arnOf('events', `rule/${name}`),
    enabled: properties.State === 'ENABLED',
    ...optional('pattern', properties.EventPattern),
    ...optional('schedule', properties.ScheduleExpression),
    targetArns: properties.Targets.map(({ Arn }) => Arn),
  }));
