// Lists in another order, and with entries twice.
import type { Evidence } from '#shared/domain/model/evidence.ts';
import { withPart } from './parts.ts';

type Reorder = <T>(list: readonly T[]) => readonly T[];

/** The odd entries first, the last of them at the front: every entry has another neighbour. */
export const shuffled: Reorder = (list) => [
  ...list.filter((_, index) => index % 2 === 1).toReversed(),
  ...list.filter((_, index) => index % 2 === 0),
];

export const reversed: Reorder = (list) => list.toReversed();

/** Puts every list whose order means nothing into another order. Messages, log lines and metrics are ordered by time. */
export const inOtherOrder =
  (reorder: Reorder) =>
  (evidence: Evidence): Evidence => {
    let changed = withPart(evidence, 'ecs', (ecs) => ({
      ...ecs,
      deployments: reorder(ecs.deployments),
      targetGroupArns: reorder(ecs.targetGroupArns),
    }));
    changed = withPart(changed, 'tasks', reorder);
    changed = withPart(changed, 'stoppedTasks', (tasks) =>
      reorder(tasks).map((task) => ({ ...task, containers: reorder(task.containers) })),
    );
    changed = withPart(changed, 'targetGroups', (groups) =>
      reorder(groups).map((group) => ({ ...group, targets: reorder(group.targets) })),
    );
    changed = withPart(changed, 'taskProbes', reorder);
    changed = withPart(changed, 'dependencies', reorder);
    changed = withPart(changed, 'breakers', reorder);
    changed = withPart(changed, 'releases', reorder);
    changed = withPart(changed, 'alarms', reorder);
    changed = withPart(changed, 'changes', reorder);
    changed = withPart(changed, 'switches', reorder);
    changed = withPart(changed, 'routing', ({ rules }) => ({ rules: reorder(rules) }));
    changed = withPart(changed, 'history', (history) => ({
      ...history,
      byTargetGroup: reorder(history.byTargetGroup),
    }));
    const previous = changed.observation.previous.map((report) => ({ ...report, findings: reorder(report.findings) }));
    return { ...changed, observation: { ...changed.observation, previous } };
  };

const twice = <T>(list: readonly T[]): readonly T[] => list.flatMap((item) => [item, item]);

/** AWS delivers at least once, and ECS lists some stopped tasks that an event reported as well. */
export const withDoubles = (evidence: Evidence): Evidence => {
  const doubled = withPart(evidence, 'ecs', (ecs) => ({ ...ecs, events: twice(ecs.events) }));
  return withPart(doubled, 'stoppedTasks', twice);
};
