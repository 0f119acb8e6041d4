import { z } from 'zod';
import type { DeployedTopic } from '../deployed-stack.ts';
import type { FindResources } from '../find-resources.ts';

export const readTopics = (find: FindResources): readonly DeployedTopic[] =>
  find('AWS::SNS::Topic', z.unknown()).map(({ name, ref }) => ({ name, arn: ref }));
