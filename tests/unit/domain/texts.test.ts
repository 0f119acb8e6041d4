// Unit layer: what the texts that AWS publishes mean; every one of them has a row, and what has none is quoted.

import { meaningOfExit } from '#shared/domain/aws-messages/exit-codes.ts';
import { type KnownText, type Reading, readText } from '#shared/domain/aws-messages/known-message.ts';
import { SERVICE_ACTIONS } from '#shared/domain/aws-messages/service-actions.ts';
import { readServiceEvent, SERVICE_EVENTS } from '#shared/domain/aws-messages/service-events.ts';
import { STOP_REASONS } from '#shared/domain/aws-messages/stop-reasons.ts';
import { readStoppedTask } from '#shared/domain/aws-messages/stopped-task.ts';
import { TARGET_REASONS } from '#shared/domain/aws-messages/target-reasons.ts';
import type { Cause } from '#shared/domain/model/cause.ts';
import { MEANINGS, type MeaningId, meaningOf } from '#shared/domain/model/message-meaning.ts';
import type { StoppedTask } from '#shared/domain/model/observation.ts';
import { aStoppedTask } from '#tests/builders/parts.ts';

const comesTo = (reading: Reading): readonly [MeaningId | 'unknown', Cause] =>
  reading.kind === 'known' ? [reading.meaning, meaningOf(reading.meaning).cause] : ['unknown', 'unknown'];

type Row = readonly [text: string, meaning: MeaningId, cause: Cause];

const IMAGE = '123456789012.dkr.ecr.us-east-1.amazonaws.com/registry:2.41.0';
const NO_PULL = 'CannotPullContainerError:';
const NO_INIT = 'ResourceInitializationError:';
const NO_AUTH = `${NO_INIT} unable to pull secrets or registry auth: execution resource retrieval failed:`;

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html and the pages that it links to. */
const PUBLISHED_STOP_REASONS: readonly Row[] = [
  ['OutOfMemoryError: Container killed due to memory usage', 'out-of-memory', 'out-of-memory'],
  [
    "ECS was unable to assume the role 'arn:aws:iam::111122223333:role/registry-task' that was provided for this task. Please verify that the role being passed has the proper trust relationship and permissions and that your IAM user has permissions to pass this role.",
    'role-refused',
    'initialization-failure',
  ],
  [
    'CannotStartContainerError: Error response from daemon: unable to find user mlflow: no matching entries in passwd file',
    'command-invalid',
    'initialization-failure',
  ],
  [`${NO_PULL} ${IMAGE}: not found`, 'image-missing', 'image-unavailable'],
  [
    `${NO_PULL} pull image manifest has been retried 1 time(s): failed to resolve ref ${IMAGE}: ${IMAGE}: not found`,
    'image-missing',
    'image-unavailable',
  ],
  [
    `${NO_PULL} Error response from daemon: manifest for ${IMAGE} not found: manifest unknown: Requested image not found`,
    'image-missing',
    'image-unavailable',
  ],
  [
    `${NO_PULL} inspect image has been retried 1 time(s): failed to resolve ref "${IMAGE}": not found`,
    'image-missing',
    'image-unavailable',
  ],
  [
    `${NO_PULL} Error response from daemon: repository ${IMAGE} not found: does not exist or no pull access`,
    'image-missing',
    'image-unavailable',
  ],
  [
    `${NO_PULL} pull access denied for registry, repository does not exist or may require 'docker login': denied: User is not authorized`,
    'image-refused',
    'image-unavailable',
  ],
  [
    `${NO_PULL} The task can't pull the image. Check that the role has the permissions to pull images from the registry`,
    'image-refused',
    'image-unavailable',
  ],
  [
    `${NO_PULL} ref pull has been retried 1 time(s): failed to copy: httpReaderSeeker: failed open: unexpected status code https://x/v2/: 403 Forbidden`,
    'image-refused',
    'image-unavailable',
  ],
  [
    `${NO_PULL} inspect image has been retried 5 time(s): httpReaderSeeker: failed open: unexpected status code 429: toomanyrequests: You have reached your pull rate limit.`,
    'image-rate-limited',
    'image-unavailable',
  ],
  [
    `${NO_PULL} ERROR: toomanyrequests: Too Many Requests or You have reached your pull rate limit`,
    'image-rate-limited',
    'image-unavailable',
  ],
  [
    `${NO_PULL} write /var/lib/docker/tmp/GetImageBlob111111111: no space left on device`,
    'image-too-large',
    'image-unavailable',
  ],
  [
    `${NO_PULL} image Manifest does not contain descriptor matching platform 'linux/amd64'`,
    'image-unfit',
    'image-unavailable',
  ],
  [
    `${NO_PULL} pull command failed: panic: runtime error: invalid memory address or nil pointer dereference`,
    'image-not-pulled',
    'image-unavailable',
  ],
  [`${NO_PULL} error pulling image configuration: unknown`, 'image-not-pulled', 'image-unavailable'],
  ['CannotPullECRContainerError: AccessDeniedException', 'image-refused', 'image-unavailable'],
  ['CannotPullContainerImageError: something', 'image-not-pulled', 'image-unavailable'],
  [`${NO_PULL} context canceled`, 'registry-unreachable', 'network-path'],
  [
    `${NO_PULL} API error (500): Get https://x/v1/_ping: net/http: TLS handshake timeout`,
    'registry-unreachable',
    'network-path',
  ],
  [
    `${NO_PULL} API error (500): Get https://x/v2/: net/http: request canceled while waiting for connection`,
    'registry-unreachable',
    'network-path',
  ],
  [
    `${NO_PULL} inspect image has been retried 5 time(s): failed to resolve ref "${IMAGE}": failed to do request: Head https://x: dial tcp 52.72.252.48:443: i/o timeout`,
    'registry-unreachable',
    'network-path',
  ],
  [
    `${NO_PULL} Error response from daemon: Get url: net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)`,
    'registry-unreachable',
    'network-path',
  ],
  [
    `${NO_PULL} The task cannot pull 'registry' from the Amazon ECR repository 'x'. There is a connection issue between the task and Amazon ECR. Check your task network configuration.`,
    'registry-unreachable',
    'network-path',
  ],
  [
    `${NO_INIT} The task cannot pull registry auth from Amazon ECR. There is a connection issue between the task and Amazon ECR. Check your task network configuration.`,
    'configuration-unreachable',
    'network-path',
  ],
  [
    `${NO_INIT} The task cannot pull secrets from AWS Secrets Manager. There is a connection issue between the task and AWS Secrets Manager.`,
    'configuration-unreachable',
    'network-path',
  ],
  [
    `${NO_INIT} The task can't download the environment variable files from Amazon S3. There is a connection issue between the task and Amazon S3.`,
    'configuration-unreachable',
    'network-path',
  ],
  [
    `${NO_INIT} The task cannot pull secrets from AWS Systems Manager Parameter Store. Check your network connection between the task and AWS Systems Manager.`,
    'configuration-unreachable',
    'network-path',
  ],
  [
    `${NO_AUTH} unable to retrieve ecr registry auth: service call has been retried 3 time(s): RequestError: send request failed caused by: Post https://api.ecr: dial tcp 52.46.1.1:443: i/o timeout`,
    'configuration-unreachable',
    'network-path',
  ],
  [
    `${NO_AUTH} unable to retrieve secret from asm: context deadline exceeded`,
    'configuration-unreachable',
    'network-path',
  ],
  [
    `${NO_INIT} pull command failed: unable to pull secrets or registry auth Check your task network configuration.`,
    'configuration-unreachable',
    'network-path',
  ],
  [
    `${NO_INIT} failed to validate logger args: The task cannot find the Amazon CloudWatch log group defined in the task definition. There is a connection issue between the task and Amazon CloudWatch. Check your network configuration. : signal: killed`,
    'configuration-unreachable',
    'network-path',
  ],
  [
    `${NO_AUTH} unable to retrieve ecr registry auth: service call has been retried 1 time(s): AccessDeniedException: User: arn:x is not authorized to perform: ecr:GetAuthorizationToken`,
    'role-refused',
    'initialization-failure',
  ],
  [
    `${NO_AUTH} unable to retrieve secret from asm: AccessDeniedException: User is not authorized to perform: secretsmanager:GetSecretValue`,
    'role-refused',
    'initialization-failure',
  ],
  [
    `${NO_INIT} failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: AccessDeniedException: not authorized to perform: logs:CreateLogStream : exit status 1`,
    'role-refused',
    'initialization-failure',
  ],
  [
    `${NO_AUTH} unable to retrieve secret from asm: failed to fetch secret arn:x from secrets manager: ResourceNotFoundException: Secrets Manager can't find the specified secret.`,
    'secret-unusable',
    'initialization-failure',
  ],
  [
    `${NO_AUTH} unable to retrieve secrets from ssm: service call has been retried 1 time(s): invalid ssm parameters: /registry/db`,
    'secret-unusable',
    'initialization-failure',
  ],
  [
    `${NO_AUTH} unable to retrieve secret from asm: retrieved secret from Secrets Manager did not contain json key password`,
    'secret-unusable',
    'initialization-failure',
  ],
  [
    `${NO_AUTH} invalid character 'p' looking for beginning of value: secret`,
    'secret-unusable',
    'initialization-failure',
  ],
  [
    `${NO_INIT} failed to download env files: file download command: non empty error stream`,
    'environment-file-unusable',
    'initialization-failure',
  ],
  [
    `${NO_INIT} failed to initialize logging driver: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist.`,
    'logging-not-ready',
    'initialization-failure',
  ],
  ['failed to initialize logging driver', 'logging-not-ready', 'initialization-failure'],
  [
    `${NO_INIT} failed to invoke EFS utils commands to set up EFS volumes: stderr: Failed to resolve "fs-0123456789abcdef0.efs.us-east-1.amazonaws.com"`,
    'volume-not-mounted',
    'initialization-failure',
  ],
  ['CannotCreateVolumeError: volume plug-in did not answer', 'volume-not-mounted', 'initialization-failure'],
  [`${NO_INIT} something that nobody has published`, 'not-initialized', 'initialization-failure'],
  [
    'CannotStartContainerError: ResourceInitializationError: failed to create new container runtime task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "/bin/invalid-command": stat /bin/invalid-command: no such file or directory',
    'command-invalid',
    'initialization-failure',
  ],
  [
    'CannotStartContainerError: Error response from daemon: exec: "serve": executable file not found in $PATH',
    'command-invalid',
    'initialization-failure',
  ],
  [
    'CannotStartContainerError: failed to get container status: timeout',
    'container-not-started',
    'initialization-failure',
  ],
  ['CannotCreateContainerError: API error (500): devmapper', 'container-not-started', 'initialization-failure'],
  ['ContainerRuntimeError: task not found', 'container-not-started', 'initialization-failure'],
  [
    'ContainerRuntimeTimeoutError: Could not transition to running; timed out after waiting 1m',
    'container-not-started',
    'initialization-failure',
  ],
  ['CannotStopContainerError: API error', 'host-in-trouble', 'platform-maintenance'],
  ['CannotInspectContainerError: Could not transition to inspecting', 'host-in-trouble', 'platform-maintenance'],
  [
    'Unexpected EC2 error while attempting to Create Network Interface with public IP assignment disabled in subnet subnet-1: InsufficientFreeAddressesInSubnet',
    'addresses-used-up',
    'capacity-shortage',
  ],
  [
    'The specified subnet does not have enough free addresses to satisfy the request.',
    'addresses-used-up',
    'capacity-shortage',
  ],
  ['Timeout waiting for network interface provisioning to complete.', 'platform-error', 'platform-maintenance'],
  ['InternalError: failed to start', 'platform-error', 'platform-maintenance'],
  ['RESOURCE:CPU', 'capacity-missing', 'capacity-shortage'],
  ['RESOURCE:MEMORY', 'capacity-missing', 'capacity-shortage'],
  ['RESOURCE:GPU', 'capacity-missing', 'capacity-shortage'],
  ['RESOURCE:ENI', 'capacity-missing', 'capacity-shortage'],
  ['RESOURCE:FARGATE', 'capacity-missing', 'capacity-shortage'],
  [
    'Capacity is unavailable at this time. Please try again later or in a different availability zone',
    'capacity-missing',
    'capacity-shortage',
  ],
  ["You've reached the limit on the number of tasks you can run concurrently", 'quota-reached', 'capacity-shortage'],
  ['AGENT', 'agent-disconnected', 'capacity-shortage'],
  ['Your Spot Task was interrupted.', 'spot-reclaimed', 'platform-maintenance'],
  [
    'Service registry: ECS is performing maintenance on the underlying infrastructure hosting the task',
    'maintenance',
    'platform-maintenance',
  ],
  ['Host EC2 (instance i-0c93e1b1046d2596c) terminated.', 'host-lost', 'platform-maintenance'],
  ['Host EC2 (instance i-0c93e1b1046d2596c) stopped.', 'host-lost', 'platform-maintenance'],
  ['Scaling activity initiated by (deployment ecs-svc/3746397081657483874)', 'scaled-in', 'intended'],
  ['Task stopped by user', 'stopped-by-person', 'intended'],
  [
    'Task failed ELB health checks in (target-group arn:aws:elasticloadbalancing:us-east-1:1:targetgroup/x/1)',
    'health-check-failed',
    'instance-unhealthy',
  ],
  ['Task failed container health checks', 'health-check-failed', 'instance-unhealthy'],
];

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html */
const PUBLISHED_EVENTS: readonly Row[] = [
  ['(service registry) has reached a steady state.', 'steady', 'none'],
  ['(service registry) (deployment ecs-svc/1) deployment completed.', 'steady', 'none'],
  ['(service registry) has started 1 tasks: (task 1).', 'moving', 'in-transition'],
  [
    "(service registry) failed to launch a task with (error ECS was unable to assume the role 'arn:aws:iam::111122223333:role/registry-task' that was provided for this task.).",
    'role-refused',
    'initialization-failure',
  ],
  ['(service registry) has stopped 1 running tasks: (task 1).', 'moving', 'in-transition'],
  ['(service registry) has begun draining connections on 1 tasks.', 'moving', 'in-transition'],
  ['(service registry) deregistered 1 targets in (target-group x)', 'moving', 'in-transition'],
  ['(service registry) registered 1 targets in (target-group x)', 'moving', 'in-transition'],
  ['(service registry) rolling back to deployment ecs-svc/1.', 'rolling-back', 'in-transition'],
  [
    'service registry was unable to place a task because no container instance met all of its requirements.',
    'capacity-missing',
    'capacity-shortage',
  ],
  [
    '(service registry) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance 1) has insufficient CPU units available.',
    'capacity-missing',
    'capacity-shortage',
  ],
  [
    '(service registry) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance 1) is already using a port required by your task.',
    'capacity-missing',
    'capacity-shortage',
  ],
  [
    '(service registry) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance 1) encountered error "RESOURCE:ENI".',
    'capacity-missing',
    'capacity-shortage',
  ],
  [
    '(service registry) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance 1) encountered error "AGENT".',
    'agent-disconnected',
    'capacity-shortage',
  ],
  [
    "(service registry) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance 1) doesn't have the agent connected.",
    'agent-disconnected',
    'capacity-shortage',
  ],
  [
    '(service registry) Timed out waiting for Amazon ECS Agent to start. Please check logs at /var/log/ecs/ecs-agent.log',
    'agent-disconnected',
    'capacity-shortage',
  ],
  [
    '(service registry) was unable to place a task. Reason: Capacity is unavailable at this time. Please try again later or in a different availability zone.',
    'capacity-missing',
    'capacity-shortage',
  ],
  [
    '(service registry) was unable to reach steady state. Reason: No Container Instances were found in your capacity provider.',
    'capacity-missing',
    'capacity-shortage',
  ],
  [
    '(service registry) was unable to place tasks in your cluster because the tasks provisioning capacity limit was exceeded.',
    'capacity-missing',
    'capacity-shortage',
  ],
  [
    "(service registry) was unable to place a task. Reason: You've reached the limit on the number of tasks you can run concurrently",
    'quota-reached',
    'capacity-shortage',
  ],
  [
    '(service registry) was unable to place a task. Reason: You’ve reached the limit on the number of vCPUs you can run concurrently',
    'quota-reached',
    'capacity-shortage',
  ],
  [
    '(service registry) was unable to place a task. Reason: The requested CPU configuration is above your limit.',
    'quota-reached',
    'capacity-shortage',
  ],
  [
    '(service registry) was unable to place a task. Reason: The requested MEMORY configuration is above your limit.',
    'quota-reached',
    'capacity-shortage',
  ],
  ['(service registry) was unable to place a task. Reason: Internal error.', 'placement-failed', 'capacity-shortage'],
  [
    '(service registry) operations are being throttled. Will try again later.',
    'operations-throttled',
    'capacity-shortage',
  ],
  [
    '(service registry) was unable to stop or start tasks during a deployment because of the service deployment configuration. Update the minimumHealthyPercent or maximumPercent value and try again.',
    'configuration-blocks',
    'capacity-shortage',
  ],
  [
    '(service registry) was unable to reach steady state because task set (taskSet-1) was unable to scale in. Reason: The number of protected tasks are more than the desired count of tasks.',
    'protected-from-scale-in',
    'intended',
  ],
  [
    '(service registry) is unable to consistently start tasks successfully. For more information, see the Troubleshooting section.',
    'starts-failing',
    'unknown',
  ],
  ['(service registry) (deployment ecs-svc/1) deployment failed: tasks failed to start.', 'starts-failing', 'unknown'],
  [
    '(service registry) task set (taskSet-1) is not healthy in (target-group x) due to (reason TARGET GROUP IS NOT FOUND)',
    'target-group-missing',
    'target-misconfiguration',
  ],
  [
    '(service registry) task set (taskSet-1) is not healthy in (target-group x) due to (reason TARGET IS NOT FOUND)',
    'target-group-missing',
    'target-misconfiguration',
  ],
  [
    '(service registry) (task 1) (port 5000) is unhealthy in (target-group x) due to (reason Health checks failed with these codes: [404]).',
    'health-check-failed',
    'instance-unhealthy',
  ],
  [
    '(service registry) (instance i-1) (port 5000) is unhealthy in (target-group x) due to (reason Request timed out)',
    'health-check-failed',
    'instance-unhealthy',
  ],
  ['(service registry) (task 1) failed container health checks.', 'health-check-failed', 'instance-unhealthy'],
  [
    `(service registry) was unable to place a task. Reason: ${NO_PULL} ${IMAGE}: not found.`,
    'image-missing',
    'image-unavailable',
  ],
];

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_events.html */
const PUBLISHED_ACTIONS: readonly Row[] = [
  ['SERVICE_STEADY_STATE', 'steady', 'none'],
  ['TASKSET_STEADY_STATE', 'steady', 'none'],
  ['CAPACITY_PROVIDER_STEADY_STATE', 'steady', 'none'],
  ['SERVICE_DESIRED_COUNT_UPDATED', 'moving', 'in-transition'],
  ['TASKS_STOPPED', 'moving', 'in-transition'],
  ['SERVICE_DEPLOYMENT_IN_PROGRESS', 'moving', 'in-transition'],
  ['SERVICE_DEPLOYMENT_COMPLETED', 'steady', 'none'],
  ['SERVICE_DEPLOYMENT_FAILED', 'starts-failing', 'unknown'],
  ['SERVICE_TASK_START_IMPAIRED', 'starts-failing', 'unknown'],
  ['SERVICE_DISCOVERY_INSTANCE_UNHEALTHY', 'discovery', 'instance-unhealthy'],
  ['VPC_LATTICE_TARGET_UNHEALTHY', 'health-check-failed', 'instance-unhealthy'],
  ['SERVICE_DAEMON_PLACEMENT_CONSTRAINT_VIOLATED', 'placement-failed', 'capacity-shortage'],
  ['ECS_OPERATION_THROTTLED', 'operations-throttled', 'capacity-shortage'],
  ['SERVICE_DISCOVERY_OPERATION_THROTTLED', 'operations-throttled', 'capacity-shortage'],
  ['SERVICE_TASK_PLACEMENT_FAILURE', 'placement-failed', 'capacity-shortage'],
  ['SERVICE_TASK_CONFIGURATION_FAILURE', 'not-initialized', 'initialization-failure'],
  ['SERVICE_HEALTH_UNKNOWN', 'health-unknown', 'unknown'],
];

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html */
const PUBLISHED_TARGET_REASONS: readonly Row[] = [
  ['Elb.RegistrationInProgress', 'moving', 'in-transition'],
  ['Elb.InitialHealthChecking', 'moving', 'in-transition'],
  ['Elb.InternalError', 'load-balancer-error', 'load-balancer-fault'],
  ['Target.ResponseCodeMismatch', 'health-check-failed', 'instance-unhealthy'],
  ['Target.Timeout', 'health-check-failed', 'instance-unhealthy'],
  ['Target.FailedHealthChecks', 'health-check-failed', 'instance-unhealthy'],
  ['Target.NotRegistered', 'moving', 'in-transition'],
  ['Target.DeregistrationInProgress', 'moving', 'in-transition'],
  ['Target.NotInUse', 'target-not-used', 'target-misconfiguration'],
  ['Target.InvalidState', 'host-lost', 'platform-maintenance'],
  ['Target.IpUnusable', 'target-unusable', 'target-misconfiguration'],
  ['Target.HealthCheckDisabled', 'unchecked', 'none'],
];

const TABLES = [
  { name: 'a reason for stopping', rows: PUBLISHED_STOP_REASONS, table: STOP_REASONS },
  { name: 'a message of the scheduler', rows: PUBLISHED_EVENTS, table: SERVICE_EVENTS },
  { name: 'a service action', rows: PUBLISHED_ACTIONS, table: SERVICE_ACTIONS },
  { name: 'a reason code of a target', rows: PUBLISHED_TARGET_REASONS, table: TARGET_REASONS },
] as const;

const reader = (table: readonly KnownText[]) => (text: string) =>
  table === SERVICE_EVENTS ? readServiceEvent(text) : readText(text, table);

describe.each(TABLES)('$name', ({ rows, table }) => {
  it.each(rows)('"%s" means %s, which speaks for %s', (text, meaning, cause) => {
    expect(comesTo(reader(table)(text))).toEqual([meaning, cause]);
  });

  it('that no row knows is unknown and quoted', () => {
    const text = 'The moon is in the seventh house';
    expect(reader(table)(text)).toEqual({ kind: 'unknown', text });
  });

  it('has no row that no published text needs', () => {
    const used = new Set(rows.map(([text]) => table.find(({ pattern }) => pattern.test(text))));
    expect(table.filter((row) => !used.has(row)).map(({ pattern }) => pattern)).toEqual([]);
  });

  it('is known from a public page', () => {
    expect(table.filter(({ page }) => !/^https:\/\/docs\.aws\.amazon\.com\/\S+\.html$/.test(page))).toEqual([]);
  });
});

it('a reason that the scheduler quotes and no row knows is quoted with its message', () => {
  const text = '(service registry) was unable to place a task. Reason: the moon.';
  expect(readServiceEvent(text)).toEqual({ kind: 'unknown', text });
});

describe('an exit code', () => {
  it.each([
    { exitCode: 0, meaning: 'orderly' },
    { exitCode: 1, meaning: 'ended-with-error' },
    { exitCode: 2, meaning: 'ended-with-error' },
    { exitCode: 127, meaning: 'ended-with-error' },
    { exitCode: 134, meaning: 'crashed' },
    { exitCode: 137, meaning: 'killed' },
    { exitCode: 139, meaning: 'crashed' },
    { exitCode: 143, meaning: 'orderly' },
    { exitCode: 255, meaning: 'ended-with-error' },
  ])('of $exitCode means $meaning', ({ exitCode, meaning }) => {
    expect(meaningOfExit(exitCode)).toBe(meaning);
  });
});

describe('a stopped task', () => {
  const OOM = 'OutOfMemoryError: Container killed due to memory usage';
  const exited = (exitCode: number, reason?: string): Partial<StoppedTask> => ({
    containers: [{ name: 'mlflow', exitCode, ...(reason === undefined ? {} : { reason }) }],
  });

  it.each<{ why: string; task: Partial<StoppedTask>; meaning: MeaningId | 'unknown' }>([
    { why: 'killed, with a text that it was for its memory', task: exited(137, OOM), meaning: 'out-of-memory' },
    { why: 'killed, without one', task: exited(137), meaning: 'killed' },
    { why: 'that ended with 1', task: exited(1), meaning: 'ended-with-error' },
    { why: 'that ended with 143', task: exited(143), meaning: 'orderly' },
    {
      why: 'that was killed in scaling in',
      task: {
        ...exited(137),
        stopCode: 'ServiceSchedulerInitiated',
        stoppedReason: 'Scaling activity initiated by (deployment ecs-svc/1)',
      },
      meaning: 'scaled-in',
    },
    {
      why: 'that AWS retired',
      task: { ...exited(137), stopCode: 'InfrastructureHealth', stoppedReason: 'anything' },
      meaning: 'maintenance',
    },
    { why: 'that Spot took', task: { ...exited(1), stopCode: 'SpotInterruption' }, meaning: 'spot-reclaimed' },
    {
      why: 'that is about to be taken',
      task: { ...exited(1), stopCode: 'TerminationNotice' },
      meaning: 'spot-reclaimed',
    },
    {
      why: 'that a person stopped',
      task: { ...exited(1), stopCode: 'UserInitiated', stoppedReason: 'bye' },
      meaning: 'stopped-by-person',
    },
    { why: 'of which only the task has a text', task: { ...exited(1), stoppedReason: OOM }, meaning: 'out-of-memory' },
    {
      why: 'with a text that no row knows beside one that is known',
      task: { ...exited(1, 'the moon'), stoppedReason: OOM },
      meaning: 'out-of-memory',
    },
    { why: 'with a text that no row knows', task: exited(1, 'the moon'), meaning: 'unknown' },
    {
      why: 'without text and exit code',
      task: { stopCode: 'TaskFailedToStart', stoppedReason: '', containers: [] },
      meaning: 'unknown',
    },
    {
      why: 'whose sidecar ended first and in good order',
      task: {
        containers: [
          { name: 'sidecar', exitCode: 0 },
          { name: 'mlflow', exitCode: 139 },
        ],
      },
      meaning: 'crashed',
    },
  ])('$why: $meaning', ({ task, meaning }) => {
    expect(comesTo(readStoppedTask(aStoppedTask(task)))[0]).toBe(meaning);
  });

  it('of which nothing is known is quoted by its stop code', () => {
    const task = aStoppedTask({ stopCode: 'NewKindOfStop', stoppedReason: '', containers: [] });
    expect(readStoppedTask(task)).toEqual({ kind: 'unknown', text: 'NewKindOfStop' });
  });
});

describe('the catalogue of meanings', () => {
  it('says each in words of its own', () => {
    const words = Object.values(MEANINGS).map(({ message }) => message);
    expect(new Set(words).size).toBe(words.length);
  });

  it('never lets a restart treat an image, a secret, a way or a quota for good', () => {
    const helped = Object.entries(MEANINGS)
      .filter(([, { restartHelps }]) => restartHelps)
      .map(([id]) => id);
    expect(helped.sort()).toEqual([
      'container-not-started',
      'crashed',
      'host-in-trouble',
      'image-rate-limited',
      'operations-throttled',
      'platform-error',
    ]);
  });

  it('lets going back treat only what a revision can bring', () => {
    const causes = Object.values(MEANINGS)
      .filter(({ ofRelease }) => ofRelease)
      .map(({ cause }) => cause);
    expect([...new Set(causes)].sort()).toEqual(['image-unavailable', 'initialization-failure']);
  });
});
