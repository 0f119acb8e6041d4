import { lastSegment } from '../model/arn.ts';
import { itemsOf } from '../model/part.ts';
import type { FindingRule } from './rule.ts';

/** A revision to which the service would be rolled back is deregistered. ECS refuses to deploy it. */
export const revisionDeregistered: FindingRule = ({ observation }) =>
  itemsOf(observation.rollBackTargets)
    .filter(({ status }) => status !== 'ACTIVE')
    .map(({ arn, status }) => ({
      id: 'revision-deregistered',
      strength: 'hard',
      subject: arn,
      at: observation.at,
      numbers: {},
      message: `the proven revision ${lastSegment(arn)} is ${status}, and ECS deploys only ACTIVE ones`,
    }));
