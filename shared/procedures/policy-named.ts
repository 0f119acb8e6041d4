import { ServiceUnknown } from '#shared/domain/model/errors.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';

/** Answers the policy of a service. Throws {@link ServiceUnknown}, which lists the known services. */
export const policyNamed = (policies: readonly ServicePolicy[], name: string): ServicePolicy => {
  const policy = policies.find((each) => each.name === name);
  if (policy !== undefined) return policy;
  throw new ServiceUnknown(
    name,
    policies.map((each) => each.name),
  );
};
