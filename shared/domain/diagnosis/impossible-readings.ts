import { previousReport } from '../evidence/previous-report.ts';
import type { Rival } from '../model/diagnosis.ts';
import type { Assessed } from '../model/evidence.ts';
import { type Finding, FRESH_AFTER_MS } from '../model/finding.ts';
import type { Observation } from '../model/observation.ts';

/** Symptoms come from these parts. While one of them holds an impossible value, it is not known whether the service is healthy. */
const MEASURED = [
  'traffic',
  'utilisation',
  'history',
  'stoppedTasks',
  'taskProbes',
  'dependencies',
  'breakers',
] as const satisfies readonly (keyof Observation)[];

/** Answers a finding for each of these parts with an impossible value. One may be chance, so two checks have to see it. */
export const impossibleReadings = ({ observation, now }: Assessed): readonly Finding[] => {
  const before = previousReport(observation, now);
  const wasUnknown = before?.cause === 'unknown' && now - before.at >= FRESH_AFTER_MS;
  return MEASURED.filter((name) => isImpossible(observation[name])).map((name) => ({
    id: 'essentials-unreadable',
    strength: 'soft',
    subject: name,
    at: now,
    since: wasUnknown ? before.at : now,
    seen: wasUnknown ? 2 : 1,
    numbers: {},
    message: `${name} holds an impossible value`,
  }));
};

/** Only a missing part has a reason. */
const isImpossible = ({ reason }: { readonly state: string; readonly reason?: unknown }): boolean =>
  reason === 'invalid';

/** Evidence that would rule out another cause may be in the part with the impossible value, so no action rests on the rest. */
export const rivalOfImpossible = ({ observation }: Assessed): readonly Rival[] => {
  const parts = Object.entries(observation).filter(([, part]) => isImpossible(part));
  return parts.length === 0
    ? []
    : [{ cause: 'unknown', ruledOutBy: parts.map(([name]) => `a possible value of ${name}`) }];
};
