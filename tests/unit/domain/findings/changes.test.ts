// Unit layer: the finding about recent changes of a service.
import { decide } from '#shared/domain/decide.ts';
import { recentChangeFound } from '#shared/domain/findings/changes.ts';
import { isHealthy } from '#shared/domain/incident/recovery.ts';
import { secondsAgo } from '#tests/builders/constants.ts';
import * as given from '#tests/builders/given.ts';
import { aChange } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';

const called = (seconds: number) => aChange({ at: secondsAgo(seconds) });
const deployments = [{ createdAt: secondsAgo(30) }];
const stopped = [{ stoppedAt: secondsAgo(7), stopCode: 'UserInitiated' }];

describe('recent-change', () => {
  it.each<{ state: ServiceState; message: string }>([
    { state: { changes: [called(42)] }, message: `${called(42).by} called UpdateService 42 s ago` },
    { state: { deployments }, message: 'a deployment started of mlflow-registry:42 30 s ago' },
    { state: { stopped }, message: 'an operator stopped task task-0 7 s ago' },
    {
      state: { deployments, changes: [called(31), called(200)] },
      message: 'a deployment started of mlflow-registry:42 30 s ago (3 changes in five minutes)',
    },
  ])('names the newest change: $message', ({ state, message }) => {
    expect(recentChangeFound(given.evidence(state)).map((finding) => finding.message)).toEqual([message]);
  });

  it('is not found without a change', () => {
    expect(recentChangeFound(given.evidence())).toEqual([]);
  });

  it('is reported, is no fault, and leaves the service healthy', () => {
    const { report, diagnosis, decision } = decide(given.evidence({ changes: [called(42)] }));
    expect(report.findings.map(({ id }) => id)).toEqual(['recent-change']);
    expect([diagnosis.cause, decision.kind, isHealthy(report)]).toEqual(['none', 'none', true]);
  });
});
