/** The package contains the policies of all services as JSON, so that no function has to parse YAML. */
export interface PackagedPolicies {
  /** The digest identifies the policies: two packages with the same digest have the same policies (SHA-256 of `json`, hex). */
  readonly digest: string;
  /** The list of policies is text, because a function parses JSON faster than the equivalent code. */
  readonly json: string;
}

/** Packaging replaces this module with one that contains the policies (deploy/esbuild-plugins.cjs). */
export const PACKAGED_POLICIES: PackagedPolicies | undefined = undefined;
