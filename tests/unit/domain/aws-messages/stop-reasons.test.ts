// Unit layer: the meaning of every published reason for which ECS stops a task.
import { STOP_REASONS } from '#shared/domain/aws-messages/stop-reasons.ts';
import { itKnows, type Published } from './published.ts';

const IMAGE = '123456789012.dkr.ecr.us-east-1.amazonaws.com/registry:2.41.0';
const NO_PULL = 'CannotPullContainerError:';
const NO_INIT = 'ResourceInitializationError:';
const NO_AUTH = `${NO_INIT} unable to pull secrets or registry auth: execution resource retrieval failed:`;

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html and the pages that it links to. */
const PUBLISHED: Published = {
  'out-of-memory': { 'out-of-memory': ['OutOfMemoryError: Container killed due to memory usage'] },
  'initialization-failure': {
    'role-refused': [
      "ECS was unable to assume the role 'arn:aws:iam::111122223333:role/registry-task' that was provided for this task. Please verify that the role being passed has the proper trust relationship and permissions and that your IAM user has permissions to pass this role.",
      `${NO_AUTH} unable to retrieve ecr registry auth: service call has been retried 1 time(s): AccessDeniedException: User: arn:x is not authorized to perform: ecr:GetAuthorizationToken`,
      `${NO_AUTH} unable to retrieve secret from asm: AccessDeniedException: User is not authorized to perform: secretsmanager:GetSecretValue`,
      `${NO_INIT} failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: AccessDeniedException: not authorized to perform: logs:CreateLogStream : exit status 1`,
    ],
    'command-invalid': [
      'CannotStartContainerError: Error response from daemon: unable to find user mlflow: no matching entries in passwd file',
      'CannotStartContainerError: ResourceInitializationError: failed to create new container runtime task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "/bin/invalid-command": stat /bin/invalid-command: no such file or directory',
      'CannotStartContainerError: Error response from daemon: exec: "serve": executable file not found in $PATH',
    ],
    'secret-unusable': [
      `${NO_AUTH} unable to retrieve secret from asm: failed to fetch secret arn:x from secrets manager: ResourceNotFoundException: Secrets Manager can't find the specified secret.`,
      `${NO_AUTH} unable to retrieve secrets from ssm: service call has been retried 1 time(s): invalid ssm parameters: /registry/db`,
      `${NO_AUTH} unable to retrieve secret from asm: retrieved secret from Secrets Manager did not contain json key password`,
      `${NO_AUTH} invalid character 'p' looking for beginning of value: secret`,
    ],
    'environment-file-unusable': `${NO_INIT} failed to download env files: file download command: non empty error stream`,
    'logging-not-ready': [
      `${NO_INIT} failed to initialize logging driver: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist.`,
      'failed to initialize logging driver',
    ],
    'volume-not-mounted': [
      `${NO_INIT} failed to invoke EFS utils commands to set up EFS volumes: stderr: Failed to resolve "fs-0123456789abcdef0.efs.us-east-1.amazonaws.com"`,
      'CannotCreateVolumeError: volume plug-in did not answer',
    ],
    'not-initialized': `${NO_INIT} something that nobody has published`,
    'container-not-started': [
      'CannotStartContainerError: failed to get container status: timeout',
      'CannotCreateContainerError: API error (500): devmapper',
      'ContainerRuntimeError: task not found',
      'ContainerRuntimeTimeoutError: Could not transition to running; timed out after waiting 1m',
    ],
  },
  'image-unavailable': {
    'image-missing': [
      `${NO_PULL} ${IMAGE}: not found`,
      `${NO_PULL} pull image manifest has been retried 1 time(s): failed to resolve ref ${IMAGE}: ${IMAGE}: not found`,
      `${NO_PULL} Error response from daemon: manifest for ${IMAGE} not found: manifest unknown: Requested image not found`,
      `${NO_PULL} inspect image has been retried 1 time(s): failed to resolve ref "${IMAGE}": not found`,
      `${NO_PULL} Error response from daemon: repository ${IMAGE} not found: does not exist or no pull access`,
    ],
    'image-refused': [
      `${NO_PULL} pull access denied for registry, repository does not exist or may require 'docker login': denied: User is not authorized`,
      `${NO_PULL} The task can't pull the image. Check that the role has the permissions to pull images from the registry`,
      `${NO_PULL} ref pull has been retried 1 time(s): failed to copy: httpReaderSeeker: failed open: unexpected status code https://x/v2/: 403 Forbidden`,
      'CannotPullECRContainerError: AccessDeniedException',
    ],
    'image-rate-limited': [
      `${NO_PULL} inspect image has been retried 5 time(s): httpReaderSeeker: failed open: unexpected status code 429: toomanyrequests: You have reached your pull rate limit.`,
      `${NO_PULL} ERROR: toomanyrequests: Too Many Requests or You have reached your pull rate limit`,
    ],
    'image-too-large': `${NO_PULL} write /var/lib/docker/tmp/GetImageBlob111111111: no space left on device`,
    'image-unfit': `${NO_PULL} image Manifest does not contain descriptor matching platform 'linux/amd64'`,
    'image-not-pulled': [
      `${NO_PULL} pull command failed: panic: runtime error: invalid memory address or nil pointer dereference`,
      `${NO_PULL} error pulling image configuration: unknown`,
      'CannotPullContainerImageError: something',
    ],
  },
  'network-path': {
    'registry-unreachable': [
      `${NO_PULL} context canceled`,
      `${NO_PULL} API error (500): Get https://x/v1/_ping: net/http: TLS handshake timeout`,
      `${NO_PULL} API error (500): Get https://x/v2/: net/http: request canceled while waiting for connection`,
      `${NO_PULL} inspect image has been retried 5 time(s): failed to resolve ref "${IMAGE}": failed to do request: Head https://x: dial tcp 52.72.252.48:443: i/o timeout`,
      `${NO_PULL} Error response from daemon: Get url: net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)`,
      `${NO_PULL} The task cannot pull 'registry' from the Amazon ECR repository 'x'. There is a connection issue between the task and Amazon ECR. Check your task network configuration.`,
    ],
    'configuration-unreachable': [
      `${NO_INIT} The task cannot pull registry auth from Amazon ECR. There is a connection issue between the task and Amazon ECR. Check your task network configuration.`,
      `${NO_INIT} The task cannot pull secrets from AWS Secrets Manager. There is a connection issue between the task and AWS Secrets Manager.`,
      `${NO_INIT} The task can't download the environment variable files from Amazon S3. There is a connection issue between the task and Amazon S3.`,
      `${NO_INIT} The task cannot pull secrets from AWS Systems Manager Parameter Store. Check your network connection between the task and AWS Systems Manager.`,
      `${NO_AUTH} unable to retrieve ecr registry auth: service call has been retried 3 time(s): RequestError: send request failed caused by: Post https://api.ecr: dial tcp 52.46.1.1:443: i/o timeout`,
      `${NO_AUTH} unable to retrieve secret from asm: context deadline exceeded`,
      `${NO_INIT} pull command failed: unable to pull secrets or registry auth Check your task network configuration.`,
      `${NO_INIT} failed to validate logger args: The task cannot find the Amazon CloudWatch log group defined in the task definition. There is a connection issue between the task and Amazon CloudWatch. Check your network configuration. : signal: killed`,
    ],
  },
  'platform-maintenance': {
    'host-in-trouble': [
      'CannotStopContainerError: API error',
      'CannotInspectContainerError: Could not transition to inspecting',
    ],
    'platform-error': [
      'Timeout waiting for network interface provisioning to complete.',
      'InternalError: failed to start',
    ],
    'spot-reclaimed': 'Your Spot Task was interrupted.',
    maintenance: 'Service registry: ECS is performing maintenance on the underlying infrastructure hosting the task',
    'host-lost': [
      'Host EC2 (instance i-0c93e1b1046d2596c) terminated.',
      'Host EC2 (instance i-0c93e1b1046d2596c) stopped.',
    ],
  },
  'capacity-shortage': {
    'addresses-used-up': [
      'Unexpected EC2 error while attempting to Create Network Interface with public IP assignment disabled in subnet subnet-1: InsufficientFreeAddressesInSubnet',
      'The specified subnet does not have enough free addresses to satisfy the request.',
    ],
    'capacity-missing': [
      'RESOURCE:CPU',
      'RESOURCE:MEMORY',
      'RESOURCE:GPU',
      'RESOURCE:ENI',
      'RESOURCE:FARGATE',
      'Capacity is unavailable at this time. Please try again later or in a different availability zone',
    ],
    'quota-reached': "You've reached the limit on the number of tasks you can run concurrently",
    'agent-disconnected': 'AGENT',
  },
  intended: {
    'scaled-in': 'Scaling activity initiated by (deployment ecs-svc/3746397081657483874)',
    'stopped-by-person': 'Task stopped by user',
  },
  'instance-unhealthy': {
    'health-check-failed': [
      'Task failed ELB health checks in (target-group arn:aws:elasticloadbalancing:us-east-1:1:targetgroup/x/1)',
      'Task failed container health checks',
    ],
  },
};

describe('a stop reason', () => itKnows(PUBLISHED, STOP_REASONS));
