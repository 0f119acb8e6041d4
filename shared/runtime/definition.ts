import type { ZodMiniType } from 'zod/mini';
import type { Services } from '#shared/ports/services.ts';

/**
 * One Lambda function: what it takes, what it may touch, and its story. `uses` names the services with the factory of each,
 * so that a bundle holds only the SDK clients of the services that the function uses.
 */
export interface Definition<Input, Name extends keyof Services, Output> {
  readonly name: string;
  readonly input: ZodMiniType<Input>;
  readonly uses: { readonly [Each in Name]: () => Services[Each] };
  readonly run: (services: Pick<Services, Name>) => (input: Input) => Promise<Output>;
}

/** Builds the services that a definition names. */
export const compose = <Name extends keyof Services>(
  uses: {
    readonly [Each in Name]: () => Services[Each];
  },
): Pick<Services, Name> =>
  Object.fromEntries(
    Object.entries<() => unknown>(uses).map(([name, provide]) => [name, provide()]),
  ) as unknown as Pick<Services, Name>;
