import type { Incident } from '#shared/domain/model/incident.ts';
import type { DependencyProbe, Observation, TaskProbe } from '#shared/domain/model/observation.ts';
import { itemsOf } from '#shared/domain/model/part.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import { toIso } from '#shared/domain/model/time.ts';
import { type Asked, joinPages, toAnswer, toAnswers } from './answers.ts';
import type { Call } from './calls.ts';
import { isAnsweredInFull, toSeries } from './series.ts';
import { stoppedTaskEvent } from './stopped-task-event.ts';

/** One look at a service, with every call that it took. */
export interface Look {
  readonly policy: ServicePolicy;
  /** The service's own part of medic.yml, as it was written. */
  readonly config: object;
  readonly observation: Observation;
  readonly incident: Incident | undefined;
  readonly calls: readonly Call[];
}

/** The look as a case that can be replayed. */
export const caseOf = ({ policy, config, observation, incident, calls }: Look) => {
  const asked = joinPages(calls);
  const measured = asked.filter(isAnsweredInFull);
  const [report] = observation.previous;
  return {
    case: `${policy.name}-${toIso(observation.at).replace(/[-:]|\.\d+/g, '')}`,
    now: toIso(observation.at),
    service: policy.name,
    config,
    answers: [...toAnswers(asked.filter((each) => !isForMetrics(each))), ...unmeasured(asked).map(toAnswer)],
    ...(measured.length > 0 && { metrics: toSeries(measured) }),
    probes: [
      ...itemsOf(observation.taskProbes).map(toTaskProbe),
      ...itemsOf(observation.dependencies).map(toDependencyProbe),
    ],
    breakers: itemsOf(observation.breakers).map((breaker) => ({
      ...breaker,
      ...('openedAt' in breaker && breaker.openedAt !== undefined && { openedAt: toIso(breaker.openedAt) }),
    })),
    switches: itemsOf(observation.switches).map((each) => ({
      ...each,
      from: toIso(each.from),
      until: toIso(each.until),
    })),
    events: forgottenByEcs(observation, asked).map((task) => stoppedTaskEvent(task, policy.service)),
    previous: { ...(report && { report }), ...(incident && { incident }) },
  };
};

export type WrittenCase = ReturnType<typeof caseOf>;

const isForMetrics = ({ operation }: Asked): boolean => operation === 'GetMetricData';

const unmeasured = (asked: readonly Asked[]): readonly Asked[] =>
  asked.filter((each) => isForMetrics(each) && !isAnsweredInFull(each));

/** Tasks that are known from events alone. */
const forgottenByEcs = ({ stoppedTasks }: Observation, asked: readonly Asked[]) => {
  const listed = JSON.stringify(asked.filter(({ operation }) => operation === 'DescribeTasks'));
  return itemsOf(stoppedTasks).filter(({ arn }) => !listed.includes(`"${arn}"`));
};

const toTaskProbe = ({ taskId, outcome, status, latencyMs, at }: TaskProbe) => ({
  task: taskId,
  ok: outcome === 'ok',
  ...(status !== undefined && { status }),
  latencyMs,
  ...(outcome !== 'ok' && outcome !== 'bad-status' && { error: outcome }),
  at: toIso(at),
});

const toDependencyProbe = ({ at, ...probe }: DependencyProbe) => ({ ...probe, at: toIso(at) });
