import { roleIn } from '../aws-messages/access-denied.ts';
import type { Observation } from '../model/observation.ts';
import type { MissingReason } from '../model/part.ts';
import type { FindingRule } from './rule.ts';

/** The score and the diagnosis need these parts. A team may choose not to grant logs, changes, scaling limits and alarms. */
const REQUIRED_PARTS = [
  'ecs',
  'tasks',
  'stoppedTasks',
  'targetGroups',
  'traffic',
  'utilisation',
  'releases',
  'breakers',
] as const satisfies readonly (keyof Observation)[];

type RequiredPart = (typeof REQUIRED_PARTS)[number];

interface Denial {
  readonly part: RequiredPart;
  readonly permission: string;
  readonly role: string | undefined;
}

/** Reports each permission whose denial left a required part unread. The numbers count all denials together. */
export const permissionMissing: FindingRule = ({ observation }) => {
  const denials = REQUIRED_PARTS.flatMap((part) => denialOf(observation, part));
  const asked = REQUIRED_PARTS.filter((part) => wasAsked(observation, part)).length;
  return [...Map.groupBy(denials, ({ permission }) => permission)].map(([permission, ofPermission]) => ({
    id: 'permission-missing',
    strength: 'hard',
    subject: permission,
    at: observation.at,
    numbers: { denied: denials.length, asked },
    message: `${permission} is denied, so these parts are missing: ${ofPermission.map(({ part }) => part).join(', ')}: ${remedy(ofPermission)}`,
  }));
};

const denialOf = (observation: Observation, name: RequiredPart): readonly Denial[] => {
  const part = observation[name];
  return part.state === 'missing' && part.permission !== undefined
    ? [{ part: name, permission: part.permission, role: roleIn(part.detail) }]
    : [];
};

const NOT_READ_REASONS: ReadonlySet<MissingReason> = new Set<MissingReason>(['not-configured', 'not-asked']);

const wasAsked = (observation: Observation, name: RequiredPart): boolean => {
  const part = observation[name];
  return part.state !== 'missing' || !NOT_READ_REASONS.has(part.reason);
};

const remedy = (denials: readonly Denial[]): string => {
  const roles = [...new Set(denials.flatMap(({ role }) => role ?? []))];
  return roles.length === 0 ? 'grant it' : `grant it to role ${roles.join(', ')}`;
};
