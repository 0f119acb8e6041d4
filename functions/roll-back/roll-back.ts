import type { StepRequest } from '#events/schemas/recovery-steps.ts';
import type { EcsService } from '#shared/domain/model/observation.ts';
import type { RollBackPlan } from '#shared/domain/model/plan.ts';
import type { Reason } from '#shared/domain/model/reasons.ts';
import type { Services } from '#shared/ports/services.ts';
import { carryOutStep, type StepResult } from '#shared/procedures/carry-out-step.ts';
import { policyNamed } from '#shared/procedures/policy-named.ts';
import { readService } from '#shared/procedures/read-service.ts';

type RollBackers = Pick<Services, 'policies' | 'ecs' | 'releases' | 'incidents' | 'journal' | 'clock'>;

/** Rolls a service back to the proven revision if it still runs the revision that the plan leaves. */
export const rollBack =
  (services: RollBackers) =>
  (request: StepRequest): Promise<StepResult> =>
    carryOutStep(services)(request, {
      action: 'roll-back',
      act: async (plan): Promise<Reason | undefined> => {
        const policy = policyNamed(services.policies, request.service);
        const service = await readService(services, policy);
        if (service?.taskDefinition !== plan.from) return 'facts-changed';
        await goBack(services, service, plan);
        return undefined;
      },
    });

const goBack = ({ releases }: RollBackers, service: EcsService, { step, target }: RollBackPlan): Promise<void> => {
  switch (step) {
    case 'stop-deployment':
      return releases.stopDeployment(target);
    case 'redeploy':
      return releases.deploy(service, target);
  }
};
