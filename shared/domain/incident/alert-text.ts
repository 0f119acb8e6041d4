import type { Alert, AlertKind } from '../model/alert.ts';
import { lastSegment } from '../model/arn.ts';
import type { Cause } from '../model/cause.ts';
import type { HealthReport } from '../model/health-report.ts';
import type { Attempt, EndedAttempt, Handover, Incident, StepOutcome } from '../model/incident.ts';
import { REASONS } from '../model/reasons.ts';
import { type Instant, MINUTE, SECOND, toIso } from '../model/time.ts';

export interface AlertOccasion {
  readonly kind: AlertKind;
  readonly incident: Incident;
  /** The newest report; undefined when none could be read. */
  readonly report: HealthReport | undefined;
  readonly now: Instant;
}

/** SNS allows subjects of fewer than 100 characters: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const LONGEST_TITLE = 99;

/** Composes the alert of an incident for the operators: what happened, the cause, the actions, the numbers, and the runbook. */
export const composeAlert = ({ kind, incident, report, now }: AlertOccasion): Alert => ({
  kind,
  service: incident.service,
  incident: incident.id,
  at: now,
  cause: incident.cause,
  ...(incident.subject !== undefined && { subject: incident.subject }),
  title: titleOf(kind, incident).slice(0, LONGEST_TITLE),
  text: [
    headline(kind, incident, now),
    '',
    `Cause: ${causeInWords(incident)}`,
    ...evidence(report),
    ...alternatives(report),
    '',
    ...actionsTaken(kind, incident),
    '',
    ...numbers(report),
    `Incident: ${incident.id}, opened ${toIso(incident.openedAt)}`,
    `Runbook: ${runbookOf(kind)}`,
  ].join('\n'),
  runbook: runbookOf(kind),
});

/** Answers the path of the runbook of an alert kind. */
export const runbookOf = (kind: AlertKind): string => `docs/runbooks/${kind}.md`;

const TITLES: Readonly<Record<AlertKind, string>> = {
  escalated: 'is unhealthy, action required',
  resolved: 'is healthy again',
  advice: 'is unhealthy, action advised',
  'recovery-failed': 'recovery workflow failed',
  reminder: 'is still unhealthy, action required',
};

const titleOf = (kind: AlertKind, incident: Incident): string =>
  `${incident.service} ${TITLES[kind]}: ${causeInWords(incident)}`;

const causeInWords = ({ cause, subject }: { readonly cause: Cause; readonly subject?: string }): string =>
  subject === undefined ? cause : `${cause} (${lastSegment(subject)})`;

const headline = (kind: AlertKind, incident: Incident, now: Instant): string => {
  const { service, openedAt } = incident;
  const handover = handoverIn(incident);
  const reason = handover === undefined ? '' : ` Reason: ${reasonInWords(handover)}.`;
  switch (kind) {
    case 'escalated':
      return `${service} is unhealthy: action required.${reason}`;
    case 'resolved':
      return `${service} is healthy again, ${Math.round((now - openedAt) / SECOND)} s after its incident was opened.`;
    case 'advice':
      return `${service} is unhealthy, and ecs-medic took no action.${reason}`;
    case 'recovery-failed':
      return `The recovery workflow of ${service} failed: action required. Its execution names the error.`;
    case 'reminder':
      return `${service} is still unhealthy, ${Math.round((now - openedAt) / MINUTE)} min after its incident was opened: action required.${reason}`;
  }
};

const reasonInWords = ({ reason, detail }: Handover): string =>
  detail === undefined ? REASONS[reason] : `${REASONS[reason]} (${detail})`;

const evidence = (report: HealthReport | undefined): readonly string[] =>
  (report?.findings ?? []).map(({ message }) => `  - ${message}`);

const alternatives = (report: HealthReport | undefined): readonly string[] => {
  if (report?.considered === undefined) return [];
  const { candidates, rivals, unexplained } = report.considered;
  return [
    ...(unexplained.length > 0 ? ['Not explained by any cause:', ...unexplained.map((text) => `  - ${text}`)] : []),
    ...(candidates.length > 0 ? [`Other causes with evidence: ${candidates.join(', ')}`] : []),
    ...rivals.map(({ cause, ruledOutBy }) => `  ${cause} would be ruled out if ${ruledOutBy.join('; or if ')}`),
  ];
};

const actionsTaken = (kind: AlertKind, incident: Incident): readonly string[] => {
  const { attempts } = incident;
  const handover = handoverIn(incident);
  return [
    ...(attempts.length === 0 ? ['Actions: none.'] : ['Actions:', ...attempts.flatMap(attemptInWords)]),
    ...(kind === 'advice' && handover?.would ? [`Advised: ${handover.would.action}: ${handover.would.message}`] : []),
  ];
};

const handoverIn = (incident: Incident): Handover | undefined =>
  incident.status === 'open' ? undefined : incident.handover;

const attemptInWords = ({ number, steps, verdict }: Attempt): readonly string[] =>
  steps.map(({ plan, reservedAt, outcome }, index) => {
    const isLast = index === steps.length - 1;
    const result = isLast && verdict !== 'pending' ? `; the attempt ${VERDICTS[verdict]}` : '';
    return `  ${number}. ${toIso(reservedAt)} ${plan.action}, ${plan.step}: ${plan.message} (${outcomeInWords(outcome)}${result})`;
  });

const VERDICTS: Readonly<Record<EndedAttempt['verdict'], string>> = {
  worked: 'worked',
  'did-not-work': 'did not work',
  superseded: 'gave way to a more severe cause',
};

const outcomeInWords = (outcome: StepOutcome): string => {
  switch (outcome.kind) {
    case 'reserved':
      return 'not started';
    case 'begun':
      return 'outcome unknown';
    case 'done':
      return 'done';
    case 'refused':
      return `refused: ${REASONS[outcome.reason]}`;
    case 'failed':
      return `failed: ${outcome.error}`;
  }
};

const numbers = (report: HealthReport | undefined): readonly string[] =>
  report === undefined
    ? ['Score: unknown']
    : [
        `Score: ${Math.round(report.score)} of 100, confidence ${report.confidence.toFixed(2)}, ${report.state}. ${report.why}`,
      ];
