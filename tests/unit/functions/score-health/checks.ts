import { CheckEvent } from '#events/schemas/check.ts';
import { scoreHealth } from '#functions/score-health/score-health.ts';
import { SECOND } from '#shared/domain/model/time.ts';
import type { Services } from '#shared/ports/services.ts';
import type { FakeServices } from '#tests/builders/fake-services.ts';

/** One message for each trigger. */
export const delivery = (services: readonly string[], ...triggers: readonly string[]) =>
  CheckEvent.parse({
    Records: triggers.map((trigger, index) => ({
      messageId: `m${index}`,
      body: JSON.stringify({ services, trigger }),
    })),
  });
export const SCHEDULED = delivery(['registry'], 'schedule');
export const CONFIRMATION = delivery(['registry'], 'confirm');

/** Time passes, then the event arrives. */
export const check = async (
  fake: FakeServices,
  afterSeconds = 0,
  event = SCHEDULED,
  services: Services = fake.services,
) => {
  fake.outside.now += afterSeconds * SECOND;
  const { outcomes, ...answer } = await scoreHealth(services)(event);
  return { outcomes, batchItemFailures: [], ...answer };
};
export const checkAll = async (fake: FakeServices, secondsBetween: readonly number[]) => {
  for (const seconds of secondsBetween) await check(fake, seconds);
};

export const kindsOf = (items: readonly { readonly kind: string }[]): readonly string[] =>
  items.map(({ kind }) => kind);
