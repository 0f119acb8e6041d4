import { OPERATOR } from '#local-aws/operation.ts';
import { checkedOperations } from '#local-aws/wire/validate.ts';
import { release } from '#sim/faults/rollouts.ts';
import { cloudwatchMetricsOperations } from '#sim/operations/cloudwatch-metrics.ts';
import { ecsOperations } from '#sim/operations/ecs.ts';
import { elbv2Operations } from '#sim/operations/elbv2.ts';
import { registryIn, type ShapeName } from '#sim/world/shapes.ts';
import { aWorld, present } from '#tests/unit/sim/a-world.ts';

export const CLUSTER = 'ml-platform';
export const SERVICE = 'mlflow-registry';

/** A world with its operations: typed and unchecked in `ecs`; `call` checks input and output against the schemas of AWS. */
export const aWorldAccount = (shape: ShapeName = 'usual') => {
  const a = aWorld({ service: registryIn(shape) });
  const ecs = ecsOperations(a.world);
  const elbv2 = elbv2Operations(a.world);
  const cloudwatch = cloudwatchMetricsOperations(a.world);
  const checked = checkedOperations({ ecs, elbv2, cloudwatch });
  const call = async (service: string, operation: string, input: object): Promise<unknown> =>
    present(checked[service]?.[operation])(input as never, OPERATOR);
  const release42 = async (kind: 'good' | 'errors' | 'crashes' = 'good') => {
    release(a.world, a.service, { quality: { kind } });
    await a.runFor(45);
  };
  return { ...a, ecs, elbv2, cloudwatch, call, release42 };
};

export type WorldAccount = ReturnType<typeof aWorldAccount>;
