import type { HealthReport, Score, ScoredPart } from '#shared/domain/model/health-report.ts';
import type { ScorePartId, ServicePolicy } from '#shared/domain/model/policy.ts';
import { scoreService } from '#shared/domain/score/score.ts';
import { aReport } from '#tests/builders/a-report.ts';
import { secondsAgo } from '#tests/builders/constants.ts';
import { snapshot } from '#tests/builders/given.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';

export type State = ServiceState & { readonly policy?: Partial<ServicePolicy> };

export const scoreOf = (state: State = {}): Score => scoreService(snapshot(state));

export const partIn = ({ parts }: Pick<Score, 'parts'>, id: ScorePartId): ScoredPart | undefined =>
  parts.find((part) => part.id === id);

export const partOf = (id: ScorePartId, state: State): ScoredPart | undefined => partIn(scoreOf(state), id);

/** The report on a service that was in this state some time ago. */
export const reportAgo = (seconds: number, state: State = {}): HealthReport => {
  const at = secondsAgo(seconds);
  return aReport({ ...scoreService(snapshot({ ...state, now: at })), at });
};
