/** The base of the medic's own errors; a message says what failed, for which item, and what to do. */
class MedicError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** medic.yml or the environment is invalid; the message lists all faults. */
export class ConfigInvalid extends MedicError {
  readonly faults: readonly string[];

  constructor(source: string, faults: readonly string[]) {
    super(`${source} cannot be used:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
    this.faults = faults;
  }
}

/** A request names a service that is not in medic.yml. */
export class ServiceUnknown extends MedicError {
  constructor(name: string, known: readonly string[]) {
    super(`There is no service "${name}" in medic.yml; it names: ${known.join(', ') || 'none'}.`);
  }
}

/** A conditional write failed because another writer was first. */
export class WriteConflict extends MedicError {}

/** A newer execution holds the lease; the caller must not act. */
export class LeaseLost extends MedicError {}

/** The target list of an action is empty, which never means "all". */
export class TargetMissing extends MedicError {}
