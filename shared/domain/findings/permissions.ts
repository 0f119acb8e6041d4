import { roleIn } from '../aws-messages/access-denied.ts';
import type { Observation } from '../model/observation.ts';
import type { MissingReason } from '../model/part.ts';
import type { FindingRule } from './rule.ts';

/** What a judgement rests on. Logs, changes, scaling limits and alarms a team may well not grant. */
const NEEDED = [
  'ecs',
  'tasks',
  'stoppedTasks',
  'targetGroups',
  'traffic',
  'utilisation',
  'releases',
  'breakers',
] as const satisfies readonly (keyof Observation)[];

type Needed = (typeof NEEDED)[number];

interface Denial {
  readonly part: Needed;
  readonly permission: string;
  readonly role: string | undefined;
}

/** Each permission for want of which something needed could not be read; the numbers are those of all of them together. */
export const permissionMissing: FindingRule = ({ observation }) => {
  const denials = NEEDED.flatMap((part) => denialOf(observation, part));
  const asked = NEEDED.filter((part) => wasAsked(observation, part)).length;
  return [...Map.groupBy(denials, ({ permission }) => permission)].map(([permission, same]) => ({
    id: 'permission-missing',
    strength: 'hard',
    subject: permission,
    at: observation.at,
    numbers: { denied: denials.length, asked },
    message: `${permission} is denied, so these parts are missing: ${same.map(({ part }) => part).join(', ')}: ${remedy(same)}`,
  }));
};

const denialOf = (observation: Observation, name: Needed): readonly Denial[] => {
  const part = observation[name];
  return part.state === 'missing' && part.permission !== undefined
    ? [{ part: name, permission: part.permission, role: roleIn(part.detail) }]
    : [];
};

const NOTHING_TO_ASK: ReadonlySet<MissingReason> = new Set<MissingReason>(['not-configured', 'not-asked']);

const wasAsked = (observation: Observation, name: Needed): boolean => {
  const part = observation[name];
  return part.state !== 'missing' || !NOTHING_TO_ASK.has(part.reason);
};

const remedy = (denials: readonly Denial[]): string => {
  const roles = [...new Set(denials.flatMap(({ role }) => role ?? []))];
  return roles.length === 0 ? 'grant it' : `grant it to role ${roles.join(', ')}`;
};
