/**
 * Delays within AWS, in milliseconds of simulated time. AWS publishes no such figures except on the pages named here;
 * the others are engineering judgement, of the order that an account in one region sees.
 */
export const LATENCIES = {
  /** EventBridge, from event to target. */
  eventBusMs: 150,
  /** SNS, from publish to subscriber. */
  topicMs: 50,
  /** Lambda, from acceptance of an asynchronous event to its first attempt. */
  asynchronousInvocationMs: 30,
  /** SQS, from visible message to received batch, with a long poll waiting. */
  queuePollMs: 20,
  /** Step Functions, from StartExecution to the first state. */
  executionStartMs: 50,
  /** Lambda, a warm invocation with a few AWS calls, from request to response. */
  invocationMs: 400,
  /** CloudWatch, from the end of a period to the alarm's change of state. Measured in the sample events of https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html */
  alarmDelaySeconds: { low: 37, high: 68 },
} as const;
