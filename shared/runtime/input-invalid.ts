/** What arrived is not what the function works on. Names what is wrong and where, never the values: they may be secret. */
export class InputInvalid extends Error {
  override readonly name = 'InputInvalid';

  constructor(functionName: string, faults: readonly string[], options?: ErrorOptions) {
    super(
      `${functionName} cannot work on this input: ${faults.join('; ')}. See events/samples for one that it can.`,
      options,
    );
  }
}
