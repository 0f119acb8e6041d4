import { z } from 'zod';
import type { DeployedSubscription, DeployedTopic } from '../deployed-stack.ts';
import type { FindResources } from '../find-resources.ts';

export const readTopics = (find: FindResources): readonly DeployedTopic[] =>
  find('AWS::SNS::Topic', z.unknown()).map(({ name, ref }) => ({ name, arn: ref }));

const SubscriptionProperties = z.object({ TopicArn: z.string(), Protocol: z.string(), Endpoint: z.string() });

export const readSubscriptions = (find: FindResources): readonly DeployedSubscription[] =>
  find('AWS::SNS::Subscription', SubscriptionProperties).map(({ properties }) => ({
    topicArn: properties.TopicArn,
    protocol: properties.Protocol,
    endpoint: properties.Endpoint,
  }));
