// Other words for texts that no table and no pattern knows.
import { readText } from '#shared/domain/aws-messages/known-message.ts';
import { readServiceEvent } from '#shared/domain/aws-messages/service-events.ts';
import { REPEATS_STOP_CODE, STOP_REASONS } from '#shared/domain/aws-messages/stop-reasons.ts';
import type { Evidence } from '#shared/domain/model/evidence.ts';
import { withPart } from './parts.ts';

/** These words say of which kind a line is: its level, an error, a refusal, a success. They are no part of the unknown text. */
const TELLING =
  /error|critical|fatal|severe|panic|exception|traceback|certificate|handshake|authentic|authori|refus|econn|timed|timeout|reset|broken|pipe|closed|aborted|lost|denied|host|unreach|unexpected|success|succeed|verified|enabled|established|complet|info|debug|trace|notice|level|status|breaker|permitted|post|patch|delete|options|http/i;

/** Replaces every word that tells nothing by one of the same length; digits and identifiers stay. Different texts stay different. */
export const inOtherWords = (text: string): string =>
  text.replace(/(?<![\w/:.-])[A-Za-z]{4,}(?![\w/])/g, (word) => (TELLING.test(word) ? word : rotated(word)));

const rotated = (word: string): string =>
  word.replace(/[a-z]/gi, (letter) => {
    const first = letter < 'a' ? 65 : 97;
    return String.fromCharCode(first + ((letter.charCodeAt(0) - first + 13) % 26));
  });

/** Answers the text in other words where both are unknown. */
const unless =
  (isKnown: (text: string) => boolean) =>
  (text: string): string => {
    const other = inOtherWords(text);
    return isKnown(text) || isKnown(other) ? text : other;
  };

const stopReason = unless((text) => REPEATS_STOP_CODE.test(text) || readText(text, STOP_REASONS).kind === 'known');
const serviceEvent = unless((text) => readServiceEvent(text).kind === 'known');
const freeText = unless(() => false);

export const withOtherWords = (evidence: Evidence): Evidence => {
  const { logPatterns } = evidence.policy;
  const logLine = unless((text) => logPatterns.some((pattern) => text.includes(pattern.text)));
  let changed = withPart(evidence, 'stoppedTasks', (tasks) =>
    tasks.map(({ containers, ...task }) => ({
      ...task,
      stoppedReason: stopReason(task.stoppedReason),
      containers: containers.map(({ reason, ...container }) => ({
        ...container,
        ...(reason !== undefined && { reason: stopReason(reason) }),
      })),
    })),
  );
  changed = withPart(changed, 'ecs', (ecs) => ({
    ...ecs,
    events: ecs.events.map(({ at, message }) => ({ at, message: serviceEvent(message) })),
  }));
  changed = withPart(changed, 'logs', (logs) => ({
    ...logs,
    lines: logs.lines.map((line) => ({ ...line, message: logLine(line.message) })),
  }));
  changed = withPart(changed, 'alarms', (alarms) =>
    alarms.map((alarm) => ({ ...alarm, reason: freeText(alarm.reason) })),
  );
  return withPart(changed, 'scaling', (scaling) => ({
    ...scaling,
    activities: scaling.activities.map((activity) => ({ ...activity, text: freeText(activity.text) })),
  }));
};
