/** The input of a function is invalid. The message names the faults and their paths, never the values, which may be secret. */
export class InputInvalid extends Error {
  override readonly name = 'InputInvalid';

  constructor(functionName: string, faults: readonly string[], options?: ErrorOptions) {
    super(`${functionName} cannot use this input: ${faults.join('; ')}. For valid inputs see events/samples.`, options);
  }
}
