/** The policies of all services as packaging read them from medic.yml, so that no function has to read YAML. */
export interface PackagedPolicies {
  /** SHA-256 of `json`, in hex: two packages with the same digest treat the services alike. */
  readonly digest: string;
  /** A list of service policies; text, because a function parses it faster than the same as code. */
  readonly json: string;
}

/** Packaging replaces this module by one that holds the policies (deploy/esbuild-plugins.cjs); without it there are none. */
export const PACKAGED_POLICIES: PackagedPolicies | undefined = undefined;
