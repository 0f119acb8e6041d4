import type { GetMetricDataCommandInput } from '@aws-sdk/client-cloudwatch';
import { AwsError, type Operation, type Operations } from '#local-aws/operation.ts';
import type { JsonObject } from '#local-aws/wire/convert.ts';
import { reviveTimes } from '#local-aws/wire/iso-times.ts';
import { serviceModel } from '#local-aws/wire/shapes.ts';
import type { RecordedAnswer, RecordedCase } from './case-file.ts';
import { filterAnswer } from './filter-answer.ts';
import { metricData } from './recorded-metrics.ts';
import { isSubset } from './subset.ts';

/** The AWS services that an observation reads. */
const SERVICES = ['ecs', 'elbv2', 'cloudwatch', 'application-autoscaling', 'logs', 'cloudtrail'];

type Recording = Pick<RecordedCase, 'answers' | 'metrics'>;

/** Answers every operation of these services from a recording. An operation that was not recorded is denied. */
export const recordedOperations = (recording: Recording): Operations =>
  Object.fromEntries(
    SERVICES.map((service) => {
      const names = [...(serviceModel(service)?.operations.keys() ?? [])];
      return [service, Object.fromEntries(names.map((name) => [name, recordedOperation(recording, service, name)]))];
    }),
  );

const recordedOperation =
  ({ answers, metrics }: Recording, service: string, operation: string): Operation =>
  (request: JsonObject) => {
    const answer = answers.find(
      (each) => each.service === service && each.operation === operation && isSubset(each.input, request),
    );
    if (answer !== undefined) return replayed(answer, request);
    if (operation === 'GetMetricData' && metrics !== undefined)
      return metricData(metrics, request as unknown as GetMetricDataCommandInput);
    throw new AwsError('AccessDeniedException', `the case has no answer for ${service} ${operation}`);
  };

const replayed = ({ service, operation, output, error }: RecordedAnswer, request: JsonObject): unknown => {
  if (output === undefined) throw new AwsError(error?.name ?? 'InternalFailure', error?.message ?? '');
  return reviveTimes(service, operation, filterAnswer(`${service} ${operation}`, output, request));
};
