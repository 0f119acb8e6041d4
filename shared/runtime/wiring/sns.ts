import { SNSClient } from '@aws-sdk/client-sns';
import { alertTopic } from '#shared/adapters/sns/alerts.ts';
import type { Services } from '#shared/ports/services.ts';
import { CLIENT_OPTIONS, traced } from './clients.ts';
import { config } from './config.ts';

export const alerts = (): Services['alerts'] =>
  alertTopic(traced(new SNSClient(CLIENT_OPTIONS)), config().alertsTopicArn);
