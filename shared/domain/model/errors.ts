/** An error of the medic's own: what went wrong, with which thing, and what to do about it. */
class MedicError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** medic.yml or the environment cannot be used; all faults at once. */
export class ConfigInvalid extends MedicError {
  readonly faults: readonly string[];

  constructor(source: string, faults: readonly string[]) {
    super(`${source} cannot be used:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
    this.faults = faults;
  }
}

/** Somebody asked for a service that medic.yml does not name. */
export class ServiceUnknown extends MedicError {
  constructor(name: string, known: readonly string[]) {
    super(`There is no service "${name}" in medic.yml; it names: ${known.join(', ') || 'none'}.`);
  }
}

/** A conditional write was refused because somebody else wrote first. */
export class WriteConflict extends MedicError {}

/** The lease is held by somebody newer; whoever gets this must not act. */
export class LeaseLost extends MedicError {}

/** An action's target list is empty, which never means "all". */
export class TargetMissing extends MedicError {}
