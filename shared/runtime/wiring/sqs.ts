import { SQSClient } from '@aws-sdk/client-sqs';
import { checkQueue } from '#shared/adapters/sqs/check-queue.ts';
import type { Services } from '#shared/ports/services.ts';
import { connect } from './clients.ts';
import { config } from './config.ts';

export const checks = (): Services['checks'] =>
  checkQueue(
    connect((options) => new SQSClient(options)),
    config().checksQueueUrl,
  );
