// Unit layer: whether the roles of the functions allow the calls that the code makes, and no others.

import { globSync, readFileSync } from 'node:fs';
import { cwd } from 'node:process';
import { EXAMPLE_CONFIG } from '#deploy/example-config.ts';
import { actionOf } from '#local-aws/iam/iam-reference.ts';
import { roleStatements } from './role-statements.ts';

/** The packages of the SDK by the name that the AWS CLI has for their service. */
const SERVICES: Readonly<Record<string, string>> = {
  'client-application-auto-scaling': 'application-autoscaling',
  'client-cloudtrail': 'cloudtrail',
  'client-cloudwatch': 'cloudwatch',
  'client-cloudwatch-logs': 'logs',
  'client-ecs': 'ecs',
  'client-elastic-load-balancing-v2': 'elbv2',
  'client-lambda': 'lambda',
  'client-sfn': 'stepfunctions',
  'client-sns': 'sns',
  'client-sqs': 'sqs',
  'lib-dynamodb': 'dynamodb',
};

/** The document client leaves the `Item` out. */
const OPERATIONS: Readonly<Record<string, string>> = { Get: 'GetItem', Put: 'PutItem', BatchGet: 'BatchGetItem' };

/** Used by AWS in the function's name: for logs, traces, the messages of a queue, and the roles of a service that is updated. */
const NOT_SENT_BY_CODE =
  /^(logs:(CreateLogStream|PutLogEvents)|xray:Put\w+|sqs:(ReceiveMessage|DeleteMessage|GetQueueAttributes)|iam:PassRole)$/;

const IMPORT = /import (?:type )?\{([^}]*)\} from '@aws-sdk\/([\w-]+)'/g;

const actionsSentIn = (code: string): readonly string[] =>
  [...code.matchAll(IMPORT)].flatMap(([, names = '', library = '']) =>
    [...names.matchAll(/\b(\w+)Command\b/g)].map(([, name = '']) =>
      actionOf(SERVICES[library] ?? library, OPERATIONS[name] ?? name),
    ),
  );

const sorted = (actions: Iterable<string>): readonly string[] => [...new Set(actions)].sort();

it('every permission of a function is used by its code, and every call has its permission', () => {
  const granted = Object.entries(roleStatements(cwd(), EXAMPLE_CONFIG))
    .filter(([role]) => role !== 'RecoveryRole')
    .flatMap(([, statements]) => statements.filter(({ Effect }) => Effect === 'Allow'))
    .flatMap(({ Action }) => Action)
    .filter((action) => !NOT_SENT_BY_CODE.test(action));
  const sent = globSync('{shared,functions}/**/*.ts').flatMap((file) => actionsSentIn(readFileSync(file, 'utf8')));
  expect(sorted(granted)).toEqual(sorted(sent));
});
