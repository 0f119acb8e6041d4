import { createAuthorizer, type Statement } from '#local-aws/iam/iam.ts';
import type { Call } from '#local-aws/operation.ts';

export const CLUSTER = 'arn:aws:ecs:us-east-1:123456789012:cluster/ml';
export const SERVICES = 'arn:aws:ecs:us-east-1:123456789012:service/ml';
export const TASKS = 'arn:aws:ecs:us-east-1:123456789012:task/ml';

/** Judges a call of role `medic` by these statements; throws as AWS would when it is denied. */
export const judge = (
  statements: readonly Statement[],
  call: Omit<Call, 'caller'>,
  tags?: Readonly<Record<string, string>>,
) => {
  const authorize = createAuthorizer({
    region: 'us-east-1',
    account: '123456789012',
    policies: { medic: statements },
    ...(tags ? { tagsOf: () => tags } : {}),
  });
  return () => authorize({ caller: { role: 'medic' }, ...call });
};

/** A statement that allows an action. */
export const allow = (
  Action: Statement['Action'],
  Resource: Statement['Resource'],
  Condition?: Statement['Condition'],
): Statement => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition ? { Condition } : {}),
});

export const stop = { service: 'ecs', operation: 'StopTask', input: { cluster: 'ml', task: 'abc' } };
