import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';

const serviceName = 'ecs-medic';

/**
 * Structured lines to CloudWatch Logs and metrics in the embedded format; silent about the environment. Traces are Lambda's own, and
 * each line carries the id of its trace (docs/decisions/0011-cold-starts.md).
 */
export const logger = new Logger({ serviceName });
export const metrics = new Metrics({ serviceName, namespace: 'EcsMedic' });
