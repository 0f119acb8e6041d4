import { EMPTY_BASELINE, type ServiceBaseline } from '#shared/domain/model/baseline.ts';
import type { Incident } from '#shared/domain/model/incident.ts';
import type { Observation } from '#shared/domain/model/observation.ts';
import { itemsOf, valueIn } from '#shared/domain/model/part.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import type { DependencyProbe, TaskProbe } from '#shared/domain/model/probe.ts';
import { toIso } from '#shared/domain/model/time.ts';
import { mergePages, toAnswer, toAnswers } from './answers.ts';
import type { Call } from './calls.ts';
import { isComplete, toSeries } from './series.ts';
import { stoppedTaskEvent } from './stopped-task-event.ts';

/** One observation of a service, with the AWS calls that it made. */
export interface Recording {
  readonly policy: ServicePolicy;
  /** The service's own part of medic.yml, unchanged. */
  readonly config: object;
  readonly observation: Observation;
  readonly incident: Incident | undefined;
  readonly calls: readonly Call[];
}

/** Converts a recording to a case that can be replayed. */
export const toCase = ({ policy, config, observation, incident, calls }: Recording) => {
  const requests = mergePages(calls);
  const measured = requests.filter(isComplete);
  const [report] = observation.previous;
  return {
    case: `${policy.name}-${toIso(observation.at).replace(/[-:]|\.\d+/g, '')}`,
    now: toIso(observation.at),
    service: policy.name,
    config,
    answers: [...toAnswers(requests.filter((each) => !isForMetrics(each))), ...unmeasured(requests).map(toAnswer)],
    ...(measured.length > 0 && { metrics: toSeries(measured) }),
    probes: [
      ...itemsOf(observation.taskProbes).flatMap(toTaskProbes),
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
    events: tasksNotListed(observation, requests).map((task) => stoppedTaskEvent(task, policy.service)),
    previous: { ...(report && { report }), ...(incident && { incident }), ...learned(observation) },
  };
};

const learned = ({ baseline }: Observation): { readonly baseline?: ServiceBaseline } => {
  const value = valueIn(baseline);
  return value === undefined || value === EMPTY_BASELINE ? {} : { baseline: value };
};

export type WrittenCase = ReturnType<typeof toCase>;

const isForMetrics = ({ operation }: Call): boolean => operation === 'GetMetricData';

const unmeasured = (requests: readonly Call[]): readonly Call[] =>
  requests.filter((each) => isForMetrics(each) && !isComplete(each));

/** Finds the stopped tasks that ECS no longer lists, which are known from events only. */
const tasksNotListed = ({ stoppedTasks }: Observation, requests: readonly Call[]) => {
  const listed = JSON.stringify(requests.filter(({ operation }) => operation === 'DescribeTasks'));
  return itemsOf(stoppedTasks).filter(({ arn }) => !listed.includes(`"${arn}"`));
};

/** A task that was probed on several ports has one entry for each of them. */
const toTaskProbes = ({ taskId, ports, ...answer }: TaskProbe) =>
  (ports ?? [answer]).map((each) => ({ task: taskId, ...toRecordedAnswer(each) }));

const toRecordedAnswer = ({ port, outcome, status, latencyMs, at }: Omit<TaskProbe, 'taskId'>) => ({
  ...(port !== undefined && { port }),
  ok: outcome === 'ok',
  ...(status !== undefined && { status }),
  latencyMs,
  ...(outcome !== 'ok' && outcome !== 'bad-status' && { error: outcome }),
  at: toIso(at),
});

const toDependencyProbe = ({ at, ...probe }: DependencyProbe) => ({ ...probe, at: toIso(at) });
