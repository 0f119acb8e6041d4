import { allOf, ECS_GUIDE, type KnownText, rowsFrom } from './known-message.ts';

/** These words report that an endpoint cannot be reached. */
const UNREACHABLE =
  /i\/o timeout|dial tcp|TLS handshake timeout|context deadline exceeded|context cancell?ed|request cancell?ed|client\.timeout|connection (issue|refused|reset|timed out)|no such host|no route to host|send request failed|network (configuration|connection)|signal: killed/i;

/** These rows match the `stoppedReason` of a task and the `reason` of its containers, special rows before general ones. */
export const STOP_REASONS: readonly KnownText[] = [
  ...rowsFrom(`${ECS_GUIDE}out-of-memory.html`, [[/OutOfMemory(Error)?\b/i, 'out-of-memory']]),
  ...rowsFrom(`${ECS_GUIDE}task_cannot_pull_image.html`, [
    [allOf(/CannotPull/, /toomanyrequests|too many requests|pull rate limit|\b429\b/), 'image-rate-limited'],
    [allOf(/CannotPull/, /no space left on device/), 'image-too-large'],
    [allOf(/CannotPull/, /descriptor matching platform|exec format|no matching manifest/), 'image-unfit'],
    [
      allOf(
        /CannotPull/,
        /access ?denied|not authorized|unauthorized|no basic auth|forbidden|\b40[13]\b|denied:|permissions? to pull|requires 'docker login'/,
      ),
      'image-refused',
    ],
    [
      allOf(
        /CannotPull/,
        /(?:: |\()not found|manifest unknown|manifest for \S{1,400} not found|does not exist|repository \S{1,400} not found|name unknown|tag \S{1,400} not found|\b404\b/,
      ),
      'image-missing',
    ],
    [allOf(/CannotPull/, UNREACHABLE), 'registry-unreachable'],
    [/CannotPull(ECR)?Container(Image)?Error/i, 'image-not-pulled'],
  ]),
  ...rowsFrom(`${ECS_GUIDE}cannot-start-container.html`, [
    [
      allOf(
        /CannotStartContainer|ContainerRuntimeError|failed to create shim|OCI runtime/,
        /exec: |executable file not found|no such file or directory|permission denied|exec format error|invalid command|unable to find user/,
      ),
      'command-invalid',
    ],
    [/CannotStartContainerError/i, 'container-not-started'],
  ]),
  ...rowsFrom(`${ECS_GUIDE}resource-initialization-error.html`, [
    [allOf(/EFS|\bfs-[0-9a-f]{8,}|volume/, /ResourceInitializationError|failed to invoke|mount/), 'volume-not-mounted'],
    [
      allOf(
        /ResourceInitializationError|cannot pull|can't pull|unable to pull|download/,
        /AccessDenied|not authorized|access denied|is not allowed/,
      ),
      'role-refused',
    ],
    [allOf(/log group|logger args|logging driver|log stream|Cloudwatch/, UNREACHABLE), 'configuration-unreachable'],
    [/log group|logger args|logging driver|log stream/i, 'logging-not-ready'],
    [
      allOf(
        /secret|parameter|ssm|\basm\b/,
        /ResourceNotFound|doesn't exist|does not exist|can't find|could not be found|ParameterNotFound|invalid (ssm )?parameters?\b|json key|invalid character|not retrieved|marked for deletion/,
      ),
      'secret-unusable',
    ],
    [
      allOf(/ResourceInitializationError|registry auth|secrets?|env(ironment)?[ a-z]{0,60} files?/, UNREACHABLE),
      'configuration-unreachable',
    ],
    [/unable to assume the role/i, 'role-refused'],
    [/env(ironment)?( variable)? files?/i, 'environment-file-unusable'],
    [/ResourceInitializationError/i, 'not-initialized'],
  ]),
  ...rowsFrom(`${ECS_GUIDE}failed-to-start-error.html`, [
    [/Unexpected EC2 error while attempting to (Create|Attach|Delete) Network Interface/i, 'addresses-used-up'],
    [/free addresses|free IP addresses|InsufficientFreeAddresses/i, 'addresses-used-up'],
    [/Timeout waiting for network interface provisioning|network interface provisioning/i, 'platform-error'],
    [/^InternalError\b/i, 'platform-error'],
    [/\bRESOURCE:\w+/, 'capacity-missing'],
    [/^AGENT$|agent (is )?disconnected/i, 'agent-disconnected'],
    [/Capacity is unavailable at this time/i, 'capacity-missing'],
    [/reached the limit on the number of (tasks|vCPUs)/i, 'quota-reached'],
  ]),
  ...rowsFrom(`${ECS_GUIDE}stopped-task-error-codes.html`, [
    [/CannotCreateVolumeError/i, 'volume-not-mounted'],
    [/ContainerRuntime(Timeout)?Error|CannotCreateContainerError/i, 'container-not-started'],
    [/CannotStopContainerError|CannotInspectContainerError|DockerTimeoutError|DockerStateError/i, 'host-in-trouble'],
    [/Your Spot Task was interrupted/i, 'spot-reclaimed'],
    [/Host EC2 \(instance [^)]{0,100}\) (terminated|stopped)/i, 'host-lost'],
    [/Scaling activity initiated by/i, 'scaled-in'],
    [/^Task stopped by user/i, 'stopped-by-person'],
    [/Task failed (ELB|container) health checks|failed container health checks/i, 'health-check-failed'],
  ]),
  ...rowsFrom(`${ECS_GUIDE}task-maintenance.html`, [
    [/performing maintenance on the underlying infrastructure/i, 'maintenance'],
  ]),
];

/** These texts only repeat the stop code. The exit code or the reason of the container says more. */
export const REPEATS_STOP_CODE =
  /^(Essential container in task exited|Task failed to start|One or more containers? .*exited)?\.?$/i;
