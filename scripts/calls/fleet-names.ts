const ECS = 'arn:aws:ecs:us-east-1:123456789012';
const ELB = 'arn:aws:elasticloadbalancing:us-east-1:123456789012';

export const CLUSTER = 'main';

/** Every service has this many tasks. */
export const TASKS = [1, 2, 3, 4];

/** Tells by the name of a service, or by an ARN that contains it, whether the service is unhealthy. */
export type IsUnhealthy = (nameOrArn: string) => boolean;

/** Finds the service's name, which is part of every ARN of the service: `service-17`. */
export const nameIn = (text: string | undefined): string => /service-\d+/.exec(text ?? '')?.[0] ?? 'service-0';
export const numberIn = (text: string): number => Number(nameIn(text).slice('service-'.length));

/** Builds the ARN of a resource of the service: `task`, `service-deployment`, ... */
export const ecsArn = (kind: string, name: string): string => `${ECS}:${kind}/${CLUSTER}/${name}`;
export const clusterArn = `${ECS}:cluster/${CLUSTER}`;
export const taskArn = (name: string, task: number | 'stopped'): string => ecsArn('task', `${name}-${task}`);
export const revisionArn = (name: string): string => `${ECS}:task-definition/${name}:7`;
export const targetGroupArn = (name: string): string => `${ELB}:targetgroup/${name}/73e2d6bc24d8a067`;
export const loadBalancerArn = (name: string): string => `${ELB}:loadbalancer/app/${name}/50dc6c495c0c9188`;
export const addressOf = (task: number): string => `10.0.0.${task}`;
