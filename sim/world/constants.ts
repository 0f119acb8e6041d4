/** A duration that differs from time to time: drawn evenly between the two, in seconds. */
export interface SecondsRange {
  readonly low: number;
  readonly high: number;
}

/**
 * How long things take and when AWS steps in: the one table from which the world takes its times. Published figures
 * carry their page; `measured` ones come from timestamps in AWS's own sample events; `judgement` marks what AWS does not publish.
 */
export const WORLD_CONSTANTS = {
  /** The world looks at traffic, health checks and the breaker once per tick. */
  tickSeconds: 1,

  // Amazon ECS
  /** How often the service scheduler compares what is with what should be. Judgement: events show 1 to 5 s. */
  schedulerPeriodSeconds: 2,
  /** createdAt to startedAt on Fargate. Measured: 20.4 s in https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html, up to 46.8 s with a network interface and a private image. */
  fargateStartSeconds: { low: 20, high: 47 },
  /** Shares of a start at which the network interface is attached, the pull begins, and the pull ends. Measured on the same page. */
  startMilestones: { pending: 0.3, pullStarted: 0.5, pullStopped: 0.8 },
  /** From the stop signal to the exit of a process that heeds it. Judgement. */
  orderlyExitSeconds: { low: 1, high: 3 },
  /** Then comes SIGKILL. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html (stopTimeout) */
  stopTimeoutSeconds: 30,
  /** From the container's end to stoppedAt: the network interface is given back. Measured: 25 s. */
  networkTeardownSeconds: { low: 15, high: 28 },
  /** From a container's own exit until ECS has heard of it. Judgement. */
  exitNoticedSeconds: { low: 1, high: 3 },
  /** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-errors.html: stopped tasks are shown for at least an hour. */
  stoppedTaskVisibleSeconds: 3_600,
  /** Failed starts before the scheduler begins to space them. Judgement: AWS says "repeatedly". */
  startFailuresBeforeBackOff: 3,
  /** The first pause; it doubles each time. Judgement. */
  startBackOffSeconds: 10,
  /** 27 minutes. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-throttle-logic.html */
  startBackOffMaximumSeconds: 1_620,
  /** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html: half of the desired count, within 3 and 200. */
  circuitBreaker: { percent: 50, lowest: 3, highest: 200 },
  /** A service in a steady state says so again. Judgement: seen every 6 h. */
  steadyStateRepeatHours: 6,
  /** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Service.html: the newest hundred are kept. */
  serviceEventsKept: 100,
  /** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateTaskProtection.html: two hours unless told otherwise, in minutes. */
  protectionDefaultMinutes: 120,
  protectionMaximumMinutes: 2_880,

  // Elastic Load Balancing
  /** `Elb.RegistrationInProgress` until the first check is planned. Judgement. */
  targetRegistrationSeconds: { low: 1, high: 3 },
  /** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html: a new target needs one passing check. */
  newTargetPassingChecks: 1,
  /** A request without an answer ends as 504. https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html (idle_timeout) */
  idleTimeoutSeconds: 60,

  // Amazon CloudWatch
  /** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html: reported in 60-second intervals. */
  metricPeriodSeconds: 60,
  /** From the end of a period until its figures can be read. Judgement, below the alarm's delay. */
  metricIngestionSeconds: { low: 15, high: 35 },
  /** By what share a minute's utilisation may lie off what follows from the work: CPU jitters, memory hardly does. Judgement. */
  utilisationNoise: { cpu: 0.03, memory: 0.005 },
  metricsKeptSeconds: 3 * 3_600,

  // Amazon CloudWatch Logs
  /** From a line's writing until it can be read: the awslogs driver sends batches. Judgement: some seconds. */
  logIngestionSeconds: 3,
  logsKeptSeconds: 3 * 3_600,

  // AWS CloudTrail
  /** From a call until it can be looked up. https://docs.aws.amazon.com/awscloudtrail/latest/userguide/how-cloudtrail-works.html: some 5 minutes on average; sooner is seen, too. */
  callRecordedSeconds: { low: 120, high: 300 },
  callsKeptSeconds: 3 * 3_600,

  // The application (an MLflow-like server); all judgement
  /** An answer from a task that has nothing else to do; the median of a log-normal distribution. Some 40 ms at the usual load. */
  answerLatencyMs: 26,
  /** No answer takes longer: a task accepts only so many connections at once. */
  answerLatencyMaximumMs: 10_000,
  /** What a task's process takes of its CPU for nothing, and for each request per second: 80 requests a second are all it can. */
  cpuIdleShare: 0.04,
  cpuShareOfRequest: 0.012,
  /** Over so many seconds does a queue even out what single seconds bring. */
  loadMemorySeconds: 10,
  /** Of its limit, in a process that leaks nothing. */
  memoryShare: 0.46,
  /** The spread of latencies: with 0.5, the 95th percentile lies at 2.3 times the median. */
  latencySpread: 0.5,
  /** An error or a refusal that the process makes up by itself, without asking anybody. */
  quickAnswerLatencyMs: 3,
  /** A call that waits for a dependency which is not there. */
  dependencyTimeoutMs: 1_000,
  /** Access lines are a sample: one request in so many seconds, per task. */
  accessLinePauseSeconds: { low: 10, high: 30 },
  /** A worker that is silent for so long is said to hang. https://docs.gunicorn.org/en/stable/settings.html#timeout */
  workerTimeoutSeconds: 30,
  /** Even a healthy service fails now and then. */
  backgroundFailureShare: 0.000_2,
  /** A faulty release that crashes does so this long after its start. */
  crashAfterSeconds: { low: 2, high: 6 },
  /** So many seconds of a failing dependency in a row open the shared breaker. */
  breakerTripSeconds: 5,
  /** How often an instance looks whether somebody has changed the shared breaker. */
  breakerPollSeconds: 5,
} as const;

export type WorldConstants = {
  readonly [Key in keyof typeof WORLD_CONSTANTS]: (typeof WORLD_CONSTANTS)[Key] extends number
    ? number
    : { readonly [Part in keyof (typeof WORLD_CONSTANTS)[Key]]: number };
};
