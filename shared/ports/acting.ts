import type { EcsService } from '#shared/domain/model/observation.ts';

export interface TaskControl {
  /** Protects tasks from scale-in and deployments. The protection ends by itself after the given minutes. */
  readonly protect: (clusterArn: string, taskArns: readonly string[], minutes: number) => Promise<void>;
  readonly unprotect: (clusterArn: string, taskArns: readonly string[]) => Promise<void>;
}

export interface CapacityControl {
  readonly setDesiredCount: (service: EcsService, desiredCount: number) => Promise<void>;
}

export interface ReleaseControl {
  /** Calls StopServiceDeployment with ROLLBACK. */
  readonly stopDeployment: (serviceDeploymentArn: string) => Promise<void>;
  readonly deploy: (service: EcsService, taskDefinition: string) => Promise<void>;
}
