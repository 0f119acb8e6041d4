/** A duration in seconds, drawn uniformly between two limits. */
export interface SecondsRange {
  readonly low: number;
  readonly high: number;
}

/**
 * Durations and limits of the simulated AWS services and application. A figure that AWS publishes carries its page;
 * "measured" figures come from the timestamps in AWS's sample events; "judgement" marks figures that AWS does not publish.
 */
export const WORLD_CONSTANTS = {
  /** Interval of traffic, health checks and the breaker. */
  tickSeconds: 1,

  // Amazon ECS
  /** Interval of the service scheduler. Judgement: events show 1 to 5 s. */
  schedulerPeriodSeconds: 2,
  /** createdAt to startedAt on Fargate. Measured: 20.4 s in https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html, up to 46.8 s with a network interface and a private image. */
  fargateStartSeconds: { low: 20, high: 47 },
  /** Shares of a start at which the network interface is attached, the pull begins, and the pull ends. Measured on the same page. */
  startMilestones: { pending: 0.3, pullStarted: 0.5, pullStopped: 0.8 },
  /** From SIGTERM to the exit of a process that handles it. Judgement. */
  orderlyExitSeconds: { low: 1, high: 3 },
  /** From SIGTERM to SIGKILL. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html (stopTimeout) */
  stopTimeoutSeconds: 30,
  /** From the container's end to stoppedAt: the network interface is detached. Measured: 25 s. */
  networkTeardownSeconds: { low: 15, high: 28 },
  /** From a container's exit until ECS notices it. Judgement. */
  exitNoticedSeconds: { low: 1, high: 3 },
  /** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-errors.html: stopped tasks are shown for at least an hour. */
  stoppedTaskVisibleSeconds: 3_600,
  /** Failed starts before the scheduler delays further starts. Judgement: AWS writes "repeatedly". */
  startFailuresBeforeBackOff: 3,
  /** The first delay; each further one is twice as long. Judgement. */
  startBackOffSeconds: 10,
  /** 27 minutes. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-throttle-logic.html */
  startBackOffMaximumSeconds: 1_620,
  /** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html: half of the desired count, within 3 and 200. */
  circuitBreaker: { percent: 50, lowest: 3, highest: 200 },
  /** Interval at which a service in a steady state logs it again. Judgement: observed every 6 h. */
  steadyStateRepeatHours: 6,
  /** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Service.html: the newest hundred. */
  serviceEventsRetained: 100,
  /** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateTaskProtection.html: two hours by default, in minutes. */
  protectionDefaultMinutes: 120,
  protectionMaximumMinutes: 2_880,

  // Elastic Load Balancing
  /** Duration of `Elb.RegistrationInProgress`. Judgement. */
  targetRegistrationSeconds: { low: 1, high: 3 },
  /** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html: a new target needs one passing check. */
  newTargetPassingChecks: 1,
  /** A request without an answer ends as 504. https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html (idle_timeout) */
  idleTimeoutSeconds: 60,

  // Amazon CloudWatch
  /** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html: reported in 60-second intervals. */
  metricPeriodSeconds: 60,
  /** From the end of a period until its data points can be read. Judgement, below the alarm's delay. */
  metricIngestionSeconds: { low: 15, high: 35 },
  /** Largest relative deviation of a minute's utilisation from the computed load. Judgement. */
  utilisationNoise: { cpu: 0.03, memory: 0.005 },
  metricsRetainedSeconds: 3 * 3_600,

  // Amazon CloudWatch Logs
  /** From writing a line until it can be read: the awslogs driver sends batches. Judgement: some seconds. */
  logIngestionSeconds: 3,
  logsRetainedSeconds: 3 * 3_600,

  // AWS CloudTrail
  /** From a call until LookupEvents returns it. https://docs.aws.amazon.com/awscloudtrail/latest/userguide/how-cloudtrail-works.html: about 5 minutes on average; shorter delays occur, too. */
  callRecordedSeconds: { low: 120, high: 300 },
  callsRetainedSeconds: 3 * 3_600,

  // The application (an MLflow-like server); all judgement
  /** Latency of an idle task: the median of a log-normal distribution. About 40 ms under the usual load. */
  answerLatencyMs: 26,
  /** Upper limit of the latency: a task accepts a limited number of connections. */
  answerLatencyMaximumMs: 10_000,
  /** CPU shares that a task uses when idle, and for each request per second: 80 requests a second saturate it. */
  cpuIdleShare: 0.04,
  cpuShareOfRequest: 0.012,
  /** Time constant of the moving average of a task's requests per second. */
  loadAverageSeconds: 10,
  /** Share of its memory limit that a process without a leak uses. */
  memoryShare: 0.46,
  /** Standard deviation of the logarithm of latencies: with 0.5, the 95th percentile is 2.3 times the median. */
  latencySpread: 0.5,
  /** An error or a rejection that the process produces without calling a dependency. */
  quickAnswerLatencyMs: 3,
  /** Duration of a call to a dependency that is down. */
  dependencyTimeoutMs: 1_000,
  /** Access log lines are sampled: one request per task in this many seconds. */
  accessLogIntervalSeconds: { low: 10, high: 30 },
  /** A silent worker is reported as timed out after this. https://docs.gunicorn.org/en/stable/settings.html#timeout */
  workerTimeoutSeconds: 30,
  /** Share of requests that fail on a healthy service. */
  backgroundFailureShare: 0.000_2,
  /** From the start of a task of a crashing release to its exit. */
  crashAfterSeconds: { low: 2, high: 6 },
  /** Consecutive seconds of a failing dependency that open the shared breaker. */
  breakerTripSeconds: 5,
  /** Interval at which an instance reads the stored record of the shared breaker. */
  breakerPollSeconds: 5,
} as const;

export type WorldConstants = {
  readonly [Key in keyof typeof WORLD_CONSTANTS]: (typeof WORLD_CONSTANTS)[Key] extends number
    ? number
    : { readonly [Part in keyof (typeof WORLD_CONSTANTS)[Key]]: number };
};
