import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';

const serviceName = 'ecs-medic';

/**
 * The logger writes structured lines to CloudWatch Logs, without environment variables; metrics use the embedded metric format.
 * Lambda itself records the traces, and each line has the id of its trace (docs/decisions/0011-cold-starts.md).
 */
export const logger = new Logger({ serviceName });
export const metrics = new Metrics({ serviceName, namespace: 'EcsMedic' });
