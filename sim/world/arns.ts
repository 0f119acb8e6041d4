/** Account and region of a resource. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

const ecs = ({ region, account }: Place, resource: string): string => `arn:aws:ecs:${region}:${account}:${resource}`;

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
export const elbArn = ({ region, account }: Place, resource: string): string =>
  `arn:aws:elasticloadbalancing:${region}:${account}:${resource}`;

/** Returns the last segment of an ARN, or a plain name as it is. */
export const lastPart = (arnOrName: string): string => arnOrName.slice(arnOrName.lastIndexOf('/') + 1);
