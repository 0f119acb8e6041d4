import type { ZodMiniType } from 'zod/mini';
import type { Services } from '#shared/ports/services.ts';

/**
 * A definition describes one Lambda function: its input, the services that it uses, and its code. `uses` maps each service to its
 * factory, so that a bundle contains only the SDK clients of those services.
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
