import type { Dependency } from '#shared/domain/model/policy.ts';
import type { Services } from '#shared/ports/services.ts';

/** Probes one dependency by a TCP connection or a name resolution. Throws when it does not answer. */
export type SignOfLife = (dependency: Dependency, timeoutMs: number) => Promise<void>;

export interface S3Location {
  readonly region: string;
  /** The S3 endpoint, where it is not the public one. */
  readonly endpoint?: string;
}

export const signOfLife =
  ({ network }: Pick<Services, 'network'>, s3: S3Location): SignOfLife =>
  (dependency, timeoutMs) => {
    switch (dependency.kind) {
      case 'postgres':
      case 'mysql':
      case 'redis':
      case 'tcp':
        return network.connect(dependency.host, dependency.port, timeoutMs);
      case 's3': {
        const { host, port } = addressOfBucket(dependency.bucket, s3);
        return network.connect(host, port, timeoutMs);
      }
      case 'dns':
        return network.resolve(dependency.record, timeoutMs);
    }
  };

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html */
export const addressOfBucket = (
  bucket: string,
  { region, endpoint }: S3Location,
): { readonly host: string; readonly port: number } => {
  if (endpoint === undefined) return { host: `${bucket}.s3.${region}.amazonaws.com`, port: 443 };
  const { hostname, port, protocol } = new URL(endpoint);
  return { host: hostname, port: Number(port) || (protocol === 'http:' ? 80 : 443) };
};
