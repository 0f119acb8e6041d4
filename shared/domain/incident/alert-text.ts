import type { Alert, AlertKind } from '../model/alert.ts';
import { lastSegment } from '../model/arn.ts';
import type { Cause } from '../model/cause.ts';
import type { HealthReport } from '../model/health-report.ts';
import type { Attempt, Handover, Incident, StepOutcome } from '../model/incident.ts';
import { REASONS } from '../model/reasons.ts';
import { type Instant, SECOND, toIso } from '../model/time.ts';

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
    '',
    ...whatWasDone(kind, incident),
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
  escalated: 'needs you',
  resolved: 'is well again',
  advice: 'should be treated',
  'recovery-failed': 'recovery broke off',
};

const titleOf = (kind: AlertKind, incident: Incident): string =>
  `${incident.service} ${TITLES[kind]}: ${causeInWords(incident)}`;

const causeInWords = ({ cause, subject }: { readonly cause: Cause; readonly subject?: string }): string =>
  subject === undefined ? cause : `${cause} (${lastSegment(subject)})`;

const headline = (kind: AlertKind, incident: Incident, now: Instant): string => {
  const { service, openedAt } = incident;
  const handover = handoverIn(incident);
  const why = handover === undefined ? '' : `: ${REASONS[handover.reason]}`;
  switch (kind) {
    case 'escalated':
      return `${service} is not well and needs a person${why}.`;
    case 'resolved':
      return `${service} is well again, ${Math.round((now - openedAt) / SECOND)} s after its incident was opened.`;
    case 'advice':
      return `${service} is not well and the medic left it alone${why}.`;
    case 'recovery-failed':
      return `The recovery of ${service} broke off with an error; nobody is looking after it. Its execution names the error.`;
  }
};

const evidence = (report: HealthReport | undefined): readonly string[] =>
  (report?.findings ?? []).map(({ message }) => `  - ${message}`);

const whatWasDone = (kind: AlertKind, incident: Incident): readonly string[] => {
  const { attempts } = incident;
  const handover = handoverIn(incident);
  return [
    ...(attempts.length === 0 ? ['Done: nothing.'] : ['Done:', ...attempts.flatMap(attemptInWords)]),
    ...(kind === 'advice' && handover?.would ? [`Advised: ${handover.would.action}: ${handover.would.message}`] : []),
  ];
};

const handoverIn = (incident: Incident): Handover | undefined =>
  incident.status === 'open' ? undefined : incident.handover;

const attemptInWords = ({ number, steps, verdict }: Attempt): readonly string[] =>
  steps.map(({ plan, reservedAt, outcome }, index) => {
    const isLast = index === steps.length - 1;
    const ending = isLast && verdict !== 'pending' ? `; the attempt ${verdict.replaceAll('-', ' ')}` : '';
    return `  ${number}. ${toIso(reservedAt)} ${plan.action}, ${plan.step}: ${plan.message} (${outcomeInWords(outcome)}${ending})`;
  });

const outcomeInWords = (outcome: StepOutcome): string => {
  switch (outcome.kind) {
    case 'reserved':
      return 'not begun';
    case 'begun':
      return 'outcome not known';
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
    ? ['Score: not known']
    : [
        `Score: ${Math.round(report.score)} of 100, confidence ${report.confidence.toFixed(2)}, ${report.state}. ${report.why}`,
      ];
