import { type RecentChange, recentChanges } from '../evidence/recent-changes.ts';
import { lastSegment } from '../model/arn.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Finding } from '../model/finding.ts';
import { SECOND } from '../model/time.ts';

/**
 * Reports the operator changes of the last five minutes. This finding informs operators and says nothing about the health of the
 * service. It is not in the list of finding rules, because it needs the history. Only the history separates the medic's own
 * roll-back from other deployments.
 */
export const recentChangeFound = (evidence: Evidence): readonly Finding[] => {
  const changes = recentChanges(evidence);
  const [newest] = changes;
  if (newest === undefined) return [];
  const others = changes.length === 1 ? '' : ` (${changes.length} changes in five minutes)`;
  return [
    {
      id: 'recent-change',
      strength: 'hard',
      at: newest.at,
      since: newest.at,
      seen: 1,
      numbers: { changes: changes.length },
      message: `${describe(newest)} ${Math.round((evidence.now - newest.at) / SECOND)} s ago${others}`,
    },
  ];
};

const describe = (change: RecentChange): string => {
  switch (change.kind) {
    case 'recorded':
      return `${change.by} called ${change.what}`;
    case 'deployment':
      return `a deployment started of ${lastSegment(change.taskDefinition)}`;
    case 'task-stopped':
      return `an operator stopped task ${change.task}`;
  }
};
