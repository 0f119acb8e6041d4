/**
 * How long the platform takes, in milliseconds of world time. AWS publishes no such figures except where a page is
 * named; these are engineering judgement, of the order that an account in one region sees.
 */
export const LATENCIES = {
  /** EventBridge, event to target. */
  eventBusMs: 150,
  /** SNS, publish to subscriber. */
  topicMs: 50,
  /** Lambda, acceptance of an asynchronous event to its first attempt. */
  asynchronousInvocationMs: 30,
  /** SQS, message visible to batch received: the poller is waiting in a long poll. */
  queuePollMs: 20,
  /** Step Functions, StartExecution to the first state. */
  executionStartMs: 50,
  /** Lambda, a warm invocation with a few AWS calls, request to response. */
  invocationMs: 400,
  /** CloudWatch, end of a period to an alarm's change of state. Measured in the sample events of https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html */
  alarmDelaySeconds: { low: 37, high: 68 },
} as const;
