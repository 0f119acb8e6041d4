import { SNSClient } from '@aws-sdk/client-sns';
import { alertTopic } from '#shared/adapters/sns/alerts.ts';
import type { Services } from '#shared/ports/services.ts';
import { connect } from './clients.ts';
import { config } from './config.ts';

export const alerts = (): Services['alerts'] =>
  alertTopic(
    connect((options) => new SNSClient(options)),
    config().alertsTopicArn,
  );
