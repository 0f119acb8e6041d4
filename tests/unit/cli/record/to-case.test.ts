// Unit layer: a recorded observation becomes a case that replays to the same work probes.
import { toCase } from '#cli/record/to-case.ts';
import { parseCase } from '#cli/replay/case-file.ts';
import { recordedProber } from '#cli/replay/recorded-prober.ts';
import { worstAnswer } from '#shared/domain/evidence/port-answers.ts';
import { itemsOf } from '#shared/domain/model/part.ts';
import type { ProbeAnswer, TaskProbe } from '#shared/domain/model/probe.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { NOW } from '#tests/builders/constants.ts';
import { service } from '#tests/builders/given.ts';
import { aTaskProbe } from '#tests/builders/parts.ts';

const CONFIG = { services: [{ name: 'registry', cluster: 'ml-platform', service: 'mlflow-registry' }] };

const caseOf = (probes: readonly TaskProbe[]) => {
  const observation = service({ probes, dependencies: [] });
  return toCase({ policy: aPolicy(), config: CONFIG, observation, incident: undefined, calls: [] });
};

const replayed = async (probes: readonly TaskProbe[]) => {
  const recorded = parseCase(JSON.parse(JSON.stringify(caseOf(probes))), 'case.json');
  const request = {
    service: 'registry',
    path: '/',
    timeoutMs: 1,
    acceptedStatuses: '200',
    tasks: [],
    dependencies: [],
  };
  return itemsOf((await recordedProber(recorded).probe(request)).tasks);
};

const answer = (port: number, given: Partial<ProbeAnswer> = {}) => ({
  port,
  ...{ outcome: 'ok' as const, status: 200, latencyMs: 40, at: NOW, ...given },
});
const { status: _, ...silent } = answer(9090, { outcome: 'timeout', latencyMs: 1_000 });
const onPorts = (...ports: Parameters<typeof worstAnswer>[0]): TaskProbe => ({
  taskId: 'task-1',
  ...worstAnswer(ports),
});

it.each([
  { what: 'one port', probe: aTaskProbe(1) },
  { what: 'one port that hangs', probe: aTaskProbe(1, { outcome: 'timeout' }) },
  { what: 'two good ports', probe: onPorts(answer(5000), answer(9090)) },
  { what: 'a port that hangs', probe: onPorts(answer(5000), silent) },
  {
    what: 'a wrong answer beside a port that hangs',
    probe: onPorts(answer(5000, { outcome: 'bad-status', status: 500 }), silent),
  },
])('of a task on $what the same probe is replayed', async ({ probe }) => {
  expect(await replayed([probe])).toEqual([probe]);
});

it('a task on one port is one entry without a port', () => {
  expect(caseOf([aTaskProbe(1)]).probes).toEqual([
    { task: 'task-1', ok: true, status: 200, latencyMs: 40, at: new Date(NOW).toISOString() },
  ]);
});
