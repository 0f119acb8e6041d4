import { arnOf } from '#local-aws/stack/account.ts';

/** Where a resource lives; every ARN begins with it. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

const ecs = (place: Place, resource: string): string => arnOf('ecs', resource, place);

export const clusterArn = (place: Place, cluster: string): string => ecs(place, `cluster/${cluster}`);
export const serviceArn = (place: Place, cluster: string, service: string): string =>
  ecs(place, `service/${cluster}/${service}`);
export const taskArn = (place: Place, cluster: string, id: string): string => ecs(place, `task/${cluster}/${id}`);
export const taskDefinitionArn = (place: Place, family: string, revision: number): string =>
  ecs(place, `task-definition/${family}:${revision}`);
export const serviceRevisionArn = (place: Place, path: string, id: string): string =>
  ecs(place, `service-revision/${path}/${id}`);
export const serviceDeploymentArn = (place: Place, path: string, id: string): string =>
  ecs(place, `service-deployment/${path}/${id}`);
export const containerArn = (place: Place, path: string, id: string): string => ecs(place, `container/${path}/${id}`);
export const elbArn = (place: Place, resource: string): string => arnOf('elasticloadbalancing', resource, place);
