import type { StepRequest } from '#events/schemas/recovery-steps.ts';
import { canBeReset, toHalfOpen } from '#shared/domain/breaker/state-machine.ts';
import { WriteConflict } from '#shared/domain/model/errors.ts';
import type { Reason } from '#shared/domain/model/reasons.ts';
import type { Services } from '#shared/ports/services.ts';
import { carryOutStep, type StepResult } from '#shared/procedures/carry-out-step.ts';

type ResetBreakerServices = Pick<Services, 'breakers' | 'incidents' | 'journal' | 'clock'>;

/** Sets a shared breaker half-open, at the foot of its ramp, if its record is still at the version of the plan. The breaker ramps by itself. */
export const resetBreaker =
  ({ breakers, ...services }: ResetBreakerServices) =>
  (request: StepRequest): Promise<StepResult> =>
    carryOutStep(services)(request, {
      action: 'reset-breaker',
      act: async ({ target, expectedVersion }): Promise<Reason | undefined> => {
        const record = (await breakers.readAll(request.service)).find(({ name }) => name === target);
        if (record === undefined || !canBeReset(record) || record.version !== expectedVersion) return 'facts-changed';
        try {
          await breakers.write(request.service, toHalfOpen(record, services.clock.now()), expectedVersion);
          return undefined;
        } catch (error) {
          if (error instanceof WriteConflict) return 'facts-changed';
          throw error;
        }
      },
    });
