import { newRelease } from '../evidence/releases.ts';
import type { Diagnosed } from '../model/evidence.ts';
import { meaningOf } from '../model/message-meaning.ts';
import { itemsOf } from '../model/part.ts';
import { escalate, type Planner } from './proposal.ts';
import { planForRelease } from './roll-back.ts';

/** What the newest release brought goes with it; the rest of what keeps tasks from starting is for people. */
export const planForStartFailure: Planner = (input) =>
  isBroughtByRelease(input) ? planForRelease(input) : escalate('manual-action-required');

/**
 * Only tasks of the newest revision fail so, none of them ever ran, and it is for something that a revision says of its tasks: image,
 * command, secret, volume. Where one ran, the revision can start, and what it needs was lost later.
 */
const isBroughtByRelease = ({ observation, diagnosis: { evidence, subject }, now }: Diagnosed): boolean =>
  subject !== undefined &&
  newRelease(observation, now)?.primary.taskDefinition === subject &&
  itemsOf(observation.tasks).every((task) => task.taskDefinition !== subject || task.startedAt === undefined) &&
  evidence.some(({ meaning }) => meaning !== undefined && meaningOf(meaning).ofRelease);
