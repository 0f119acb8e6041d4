import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { Tracer } from '@aws-lambda-powertools/tracer';

const serviceName = 'ecs-medic';

/** Structured lines to CloudWatch Logs, metrics in the embedded format, traces to X-Ray; silent about the environment. */
export const logger = new Logger({ serviceName });
export const metrics = new Metrics({ serviceName, namespace: 'EcsMedic' });
export const tracer = new Tracer({ serviceName });
