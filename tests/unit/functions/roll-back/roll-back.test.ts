// Unit layer: roll-back with one reserved step, against a stateful outside and the stores in memory.
import { rollBack } from '#functions/roll-back/roll-back.ts';
import { missing } from '#shared/domain/model/part.ts';
import type { RollBackPlan } from '#shared/domain/model/plan.ts';
import { aRollBackPlan } from '#tests/builders/an-incident.ts';
import { OLDER_REVISION } from '#tests/builders/constants.ts';
import { carriedOut, type Given, inState, reserved, STEP } from '../services-in-memory.ts';

const roll = async (plan: Partial<RollBackPlan>, given?: Given) =>
  carriedOut(await reserved(aRollBackPlan(plan), given), rollBack);

it.each([
  { plan: aRollBackPlan(), changed: ['deploy mlflow-registry:41'] },
  {
    plan: aRollBackPlan({ step: 'stop-deployment', target: 'arn:deployment/1' }),
    changed: ['stop deployment arn:deployment/1'],
  },
])('$plan.step makes one call: $changed', async ({ plan, changed }) => {
  expect(await roll(plan)).toEqual({ result: 'done', changed });
  expect(await rollBack((await reserved(plan)).services)(STEP)).toMatchObject({ did: plan.message });
});

it.each([
  {
    what: 'the service is on another revision by now',
    given: inState({ ecs: { taskDefinition: OLDER_REVISION } }),
  },
  { what: 'the service cannot be read', given: { ecs: missing('throttled', 'too many requests') } },
])('a roll-back is refused when $what', async ({ given }) => {
  expect(await roll({}, given)).toEqual({ result: 'refused: facts-changed', changed: [] });
});

it('a roll-back without a target fails', async () => {
  expect(await roll({ target: '' })).toEqual({ result: 'failed: TargetMissing', changed: [] });
});
