/**
 * AWS refuses a call with `User: arn:aws:sts::123456789012:assumed-role/medic/session is not authorized to perform: ecs:ListTasks on
 * resource: …`.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
const DENIED = /is not authorized to perform: ([\w-]+:\w+)/;
const DENIED_ROLE = /User: arn:[\w-]+:sts::\d+:assumed-role\/([^/\s]+)/;

/** Answers the denied permission: `ecs:ListTasks`. */
export const permissionIn = (message: string): string | undefined => DENIED.exec(message)?.[1];

/** Answers the name of the role without that permission. */
export const roleIn = (message: string): string | undefined => DENIED_ROLE.exec(message)?.[1];
