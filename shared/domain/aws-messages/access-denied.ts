/**
 * What AWS says when it refuses a call: `User: arn:aws:sts::123456789012:assumed-role/medic/session is not authorized to perform:
 * ecs:ListTasks on resource: …`. https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
const DENIED = /is not authorized to perform: ([\w-]+:\w+)/;
const DENIED_ROLE = /User: arn:[\w-]+:sts::\d+:assumed-role\/([^/\s]+)/;

/** The permission that was missing: `ecs:ListTasks`. */
export const permissionIn = (message: string): string | undefined => DENIED.exec(message)?.[1];

/** The role that lacks it. */
export const roleIn = (message: string): string | undefined => DENIED_ROLE.exec(message)?.[1];
