import { isAnswered, worstAnswer } from '../evidence/port-answers.ts';
import type { Snapshot } from '../model/evidence.ts';
import type { Observation } from '../model/observation.ts';
import { itemsOf, missing, observed } from '../model/part.ts';
import type { TaskProbe } from '../model/probe.ts';
import { errorsAboveObjective } from './traffic.ts';

/** True once any task has answered the prober. Until then a timeout says more about the prober than about the task. */
export const probesReach = ({ taskProbes, previous }: Observation): boolean =>
  itemsOf(taskProbes).some(isAnswered) || previous[0]?.probesReach === true;

/** Answers the ports that have answered the prober, now or earlier, of tasks that are probed on several ports. */
export const reachedPorts = ({ taskProbes, previous }: Observation): readonly number[] => {
  const answered = itemsOf(taskProbes).flatMap(({ ports = [] }) => ports.filter(isAnswered));
  const ports = new Set([...answered.map(({ port }) => port), ...(previous[0]?.reachedPorts ?? [])]);
  return [...ports].toSorted((a, b) => a - b);
};

/**
 * Leaves out the answers of further ports that no task has ever answered. A security group that admits the prober to the first port
 * alone would otherwise make every task seem hung.
 */
export const withReachedPorts = (observation: Observation): Observation => {
  const { taskProbes } = observation;
  if (taskProbes.state !== 'observed' || !taskProbes.value.some(({ ports }) => ports !== undefined)) return observation;
  const reached = new Set(reachedPorts(observation));
  return {
    ...observation,
    taskProbes: observed(
      taskProbes.at,
      taskProbes.value.map((probe) => onReachedPorts(probe, reached)),
    ),
  };
};

const onReachedPorts = (probe: TaskProbe, reached: ReadonlySet<number>): TaskProbe => {
  const { taskId, ports = [] } = probe;
  const counted = ports.filter(({ port }, index) => index === 0 || reached.has(port));
  return counted.length === ports.length ? probe : { taskId, ...worstAnswer(counted) };
};

/** True when users get errors and a dependency answers the prober although no task does. Then the tasks are at fault. */
const isCorroboratedByErrors = (snapshot: Snapshot): boolean =>
  itemsOf(snapshot.observation.dependencies).some(({ ok }) => ok) && errorsAboveObjective(snapshot).length > 0;

/**
 * Removes work probes that have never reached a task. Otherwise a prober outside the network of the tasks would make every task seem
 * hung.
 */
export const withReachingProbes = (snapshot: Snapshot): Observation => {
  const { observation } = snapshot;
  return observation.taskProbes.state !== 'observed' || probesReach(observation) || isCorroboratedByErrors(snapshot)
    ? observation
    : {
        ...observation,
        taskProbes: missing('not-configured', 'no task has ever answered the prober; is it in their network?'),
      };
};
