/** The package ships no types. */
declare module 'asl-validator' {
  export interface ValidationResult {
    readonly isValid: boolean;
    readonly errors: readonly unknown[];
  }

  function validate(definition: object): ValidationResult;

  export { validate as default };
}
