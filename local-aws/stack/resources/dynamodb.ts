import { z } from 'zod';
import type { DeployedTable } from '../deployed-stack.ts';
import type { FindResources } from '../find-resources.ts';

/** The table properties that CreateTable does not accept. */
const NOT_IN_CREATE_TABLE = ['TimeToLiveSpecification', 'PointInTimeRecoverySpecification', 'SSESpecification', 'Tags'];

export const readTables = (find: FindResources): readonly DeployedTable[] =>
  find('AWS::DynamoDB::Table', z.record(z.string(), z.unknown())).map(({ name, properties }) => ({
    name,
    definition: {
      ...Object.fromEntries(Object.entries(properties).filter(([key]) => !NOT_IN_CREATE_TABLE.includes(key))),
      TableName: name,
    },
  }));
