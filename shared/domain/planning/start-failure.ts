import { suspectedRelease } from '../evidence/releases.ts';
import type { Diagnosed } from '../model/evidence.ts';
import { meaningOf } from '../model/message-meaning.ts';
import { itemsOf } from '../model/part.ts';
import { escalate, type Planner } from './proposal.ts';
import { planForRelease } from './roll-back.ts';

/** Rolls back a failure that the newest release introduced; escalates any other start failure. */
export const planForStartFailure: Planner = (input) =>
  isBroughtByRelease(input) ? planForRelease(input) : escalate('manual-action-required');

/**
 * True when only tasks of the newest revision fail to start, none of them ever ran, and the reason is a setting of the revision:
 * image, command, secret, volume. A revision whose task ran once can start; what it needs was lost later.
 */
const isBroughtByRelease = ({ observation, diagnosis: { evidence, subject }, now }: Diagnosed): boolean =>
  subject !== undefined &&
  suspectedRelease(observation, now)?.primary.taskDefinition === subject &&
  itemsOf(observation.tasks).every((task) => task.taskDefinition !== subject || task.startedAt === undefined) &&
  evidence.some(({ meaning }) => meaning !== undefined && meaningOf(meaning).ofRelease);
