import { ECS_GUIDE, type KnownText, type Reading, readText, rowsFrom } from './known-message.ts';
import { STOP_REASONS } from './stop-reasons.ts';

/** These rows match the messages in the event list of a service, special rows before general ones. */
export const SERVICE_EVENTS: readonly KnownText[] = [
  ...rowsFrom(`${ECS_GUIDE}service-rebalancing-event-messages-list.html`, [
    [/is not AZ balanced|to AZ Rebalance|due to AZ rebalancing/i, 'rebalancing'],
    [/is AZ balanced/i, 'balanced'],
    [/unable to place a task in (Availability Zone|[a-z]+-[a-z-]+-\d[a-z])/i, 'capacity-missing'],
  ]),
  ...rowsFrom(`${ECS_GUIDE}service-event-messages-list.html`, [
    [/has reached a steady state/i, 'steady'],
    [/deployment completed/i, 'steady'],
    [/rolling back/i, 'rolling-back'],
    [/encountered error "?AGENT"?|agent connected|Timed out waiting for Amazon ECS Agent/i, 'agent-disconnected'],
    [
      /encountered error "?RESOURCE:|insufficient (CPU|memory|GPU)|already using a port|missing an attribute|not? met all of its requirements|met all of its requirements/i,
      'capacity-missing',
    ],
    [/Capacity is unavailable at this time/i, 'capacity-missing'],
    [/No Container Instances were found/i, 'capacity-missing'],
    [/provisioning capacity limit was exceeded/i, 'capacity-missing'],
    [/reached the limit on the number of (tasks|vCPUs)/i, 'quota-reached'],
    [/requested (CPU|MEMORY) configuration is above your limit/i, 'quota-reached'],
    [/unable to place a task\. Reason: Internal error/i, 'placement-failed'],
    [/operations are being throttled/i, 'operations-throttled'],
    [/because of the service deployment configuration/i, 'configuration-blocks'],
    [/number of protected tasks/i, 'protected-from-scale-in'],
    [/unable to consistently start tasks successfully/i, 'starts-failing'],
    [/deployment failed/i, 'starts-failing'],
    [/TARGET GROUP IS NOT FOUND|TARGET IS NOT FOUND/i, 'target-group-missing'],
    [/is (un|not )healthy in|failed container health checks/i, 'health-check-failed'],
    [
      /has (started|stopped|begun draining|deregistered|registered|initiated)|updated (state to|computedDesiredCount)|^(\([^)]*\) )?(de)?registered \d+|deployment \S{0,200} ?in progress/i,
      'moving',
    ],
  ]),
];

const PLACEMENT_FAILURE = /(?:unable to place a task\. Reason: |failed to launch a task with \(error )([\s\S]+)$/i;

/** Reads a service event. A task's stop reason that it quotes is read like the stop reason of a task. */
export const readServiceEvent = (message: string): Reading => {
  const reading = readText(message, SERVICE_EVENTS);
  const [, reason] = PLACEMENT_FAILURE.exec(message) ?? [];
  if (reading.kind === 'known' || reason === undefined) return reading;
  return { ...readText(reason, STOP_REASONS), text: message };
};
