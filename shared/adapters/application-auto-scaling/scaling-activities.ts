import type { ScalingActivity as SdkActivity } from '@aws-sdk/client-application-auto-scaling';
import type { ScalingActivity } from '#shared/domain/model/operational-context.ts';
import { shortText } from '#shared/domain/model/short-text.ts';
import { type Instant, MINUTE } from '#shared/domain/model/time.ts';
import { instant, optionalText } from '../transport/checked.ts';

/** Activities in these states have changed the count or are about to: https://docs.aws.amazon.com/autoscaling/application/APIReference/API_ScalingActivity.html */
const EFFECTIVE: ReadonlySet<unknown> = new Set(['Pending', 'InProgress', 'Successful']);

interface Dated {
  readonly at: Instant;
  readonly activity: SdkActivity;
}

/** Converts the activities, newest first. AWS promises no order. Throws AnswerInvalid where a time cannot be true. */
export const toActivities = (activities: readonly SdkActivity[]): readonly ScalingActivity[] => {
  const dated = activities
    .filter(({ StatusCode }) => EFFECTIVE.has(StatusCode))
    .map((activity): Dated => ({ at: instant(activity.StartTime, 'StartTime'), activity }));
  return dated.map((one) => toActivity(one, dated)).toSorted((one, other) => other.at - one.at);
};

const toActivity = ({ at, activity }: Dated, all: readonly Dated[]): ScalingActivity => {
  const description = optionalText(activity.Description, 'Description') ?? '';
  const cause = optionalText(activity.Cause, 'Cause') ?? '';
  const to = countIn(description);
  return {
    at,
    ...(to !== undefined && { to }),
    by: causeOf({ at, activity }, all),
    text: shortText(`${description} ${cause}`.trim()),
  };
};

/** `Setting desired count to 7.` */
const countIn = (description: string): number | undefined => {
  const digits = /desired count to (\d{1,9})\b/.exec(description)?.[1];
  return digits === undefined ? undefined : Number(digits);
};

/** A change of the limits moves the count within this time (engineering judgement; AWS gives no figure). */
const FOLLOWS_WITHIN_MS = 2 * MINUTE;

/**
 * Tells what began an activity from its cause, for which AWS has fixed texts. New limits move the count by an activity of its own. A
 * scheduled action that set the limits just before is its origin; otherwise an operator changed the scalable target.
 */
const causeOf = ({ at, activity: { Cause = '' } }: Dated, all: readonly Dated[]): ScalingActivity['by'] => {
  if (isOfSchedule(Cause)) return 'schedule';
  if (/\btriggered policy\b|\bscaling policy\b/.test(Cause)) return 'policy';
  if (!/\b(?:minimum|maximum|min|max) capacity was set to\b/.test(Cause)) return 'unknown';
  const isScheduled = all.some(
    (other) => isOfSchedule(other.activity.Cause) && other.at <= at && at - other.at <= FOLLOWS_WITHIN_MS,
  );
  return isScheduled ? 'schedule' : 'operator';
};

/** `scheduled action name stop-at-night was triggered` */
const isOfSchedule = (cause = ''): boolean => cause.startsWith('scheduled action name');
