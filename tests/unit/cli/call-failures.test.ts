// Unit: a call that fails ends the command with exit code 1 and one line that says what to do.
import { run } from './run-medic.ts';

const FUNCTION = 'ecs-medic-dev-score-health';
const errorNamed = (name: string, message: string, more: object = {}): Error =>
  Object.assign(new Error(message), { name, ...more });
const refused = errorNamed('AggregateError', '', { errors: [errorNamed('Error', 'no', { code: 'ECONNREFUSED' })] });

it.each([
  {
    error: refused,
    options: '--endpoint-url http://localhost:4566',
    line: 'No answer from http://localhost:4566; run "npm start -- --keep", or correct --endpoint-url.',
  },
  {
    error: errorNamed('TimeoutError', 'socket hang up'),
    options: '--region eu-west-1',
    line: 'AWS Lambda cannot be reached in eu-west-1; check the network and --region.',
  },
  {
    error: errorNamed('ResourceNotFoundException', 'Function not found'),
    options: '--stage prod',
    line: 'No function ecs-medic-prod-score-health; deploy it, or check --stage and --region.',
  },
  {
    error: errorNamed('AccessDeniedException', 'User arn:x is not authorized\nmore'),
    line: `These credentials lack lambda:InvokeFunction on ${FUNCTION} (User arn:x is not authorized).`,
  },
  { error: new Error('Region is missing'), line: 'No AWS region is set; use --region, or set AWS_REGION.' },
  {
    error: errorNamed('CredentialsProviderError', 'Could not load credentials from any providers'),
    line: 'No valid AWS credentials; sign in, or set AWS_PROFILE (Could not load credentials from any providers).',
  },
  {
    error: errorNamed('ServiceException', 'went wrong'),
    line: `${FUNCTION} could not be called: ServiceException: went wrong`,
  },
  { error: 'oops', line: `${FUNCTION} could not be called: Error: oops` },
])('a call that fails with "$error" prints "$line"', async ({ error, options = '', line }) => {
  const fail = () => {
    throw error;
  };
  expect(await run(`score registry ${options}`, fail)).toMatchObject({ exitCode: 1, out: '', err: `medic: ${line}\n` });
});
