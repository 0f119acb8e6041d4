import type { Assessed, Diagnosed, ServiceHistory, Snapshot } from '#shared/domain/model/evidence.ts';
import { scoreService } from '#shared/domain/score/score.ts';

/** A service without incidents and past actions. */
export const NO_HISTORY: ServiceHistory = { incident: undefined, pastActions: [] };

/** A scored snapshot with the findings given. */
export const assessed = (given: Snapshot & Pick<Assessed, 'findings'>): Assessed => ({
  history: NO_HISTORY,
  score: scoreService(given),
  ...given,
});

/** A diagnosed snapshot, without findings and without an incident unless said otherwise. */
export const diagnosed = (
  given: Snapshot & Pick<Diagnosed, 'diagnosis'> & Partial<Pick<Diagnosed, 'incident'>>,
): Diagnosed => ({ incident: undefined, ...assessed({ findings: [], ...given }), ...given });
