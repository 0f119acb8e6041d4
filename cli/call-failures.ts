import type { Account } from './account.ts';
import { CommandFailed } from './command-failed.ts';

interface Call {
  readonly functionName: string;
  readonly account: Account;
  /** The error's own words, one line. */
  readonly said: string;
}

type Explanation = readonly [recognised: RegExp, explain: (call: Call) => string];

/** By the error's name, code and message, the first that matches. Names as the SDK and https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html spell them. */
const EXPLANATIONS: readonly Explanation[] = [
  [
    /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ECONNRESET|EHOSTUNREACH|TimeoutError/,
    ({ account }) =>
      account.endpointUrl === undefined
        ? `AWS Lambda cannot be reached${inRegion(account)}; check the network and --region.`
        : `Nothing answers at ${account.endpointUrl}; start the local world with "npm start -- --keep", or correct --endpoint-url.`,
  ],
  [
    /ResourceNotFoundException/,
    ({ functionName, account }) =>
      `There is no function ${functionName}${inRegion(account)}; deploy it ("npx serverless deploy --stage ${account.stage}"), or name another --stage or --region.`,
  ],
  [
    /AccessDenied/,
    ({ functionName, said }) =>
      `These credentials may not call ${functionName}: they need lambda:InvokeFunction on it (${said}).`,
  ],
  [/Region is missing/, () => 'No AWS region is set; give --region, or set AWS_REGION.'],
  [
    /CredentialsProviderError|Could not load credentials|UnrecognizedClient|InvalidSignature|ExpiredToken/,
    ({ said }) => `AWS does not know who is calling; sign in, or set AWS_PROFILE (${said}).`,
  ],
];

const inRegion = ({ region }: Account): string => (region === undefined ? '' : ` in ${region}`);

/** Puts a failed call into one line that says what to do. */
export const explainCallFailure = (error: unknown, functionName: string, account: Account): CommandFailed => {
  const said = firstLine(error);
  const traits = `${nameOf(error)} ${codeOf(error)} ${said}`;
  const explain = EXPLANATIONS.find(([recognised]) => recognised.test(traits))?.[1] ?? explainNothing(nameOf(error));
  return new CommandFailed(explain({ functionName, account, said }), { cause: error });
};

const explainNothing =
  (name: string) =>
  ({ functionName, said }: Call): string =>
    `${functionName} could not be called: ${name}: ${said}`;

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'Error');

/** Node's name for a network failure; of several addresses that were tried, each one's. */
const codeOf = (error: unknown): string => {
  const { code, errors = [] } = (error ?? {}) as { readonly code?: unknown; readonly errors?: readonly unknown[] };
  return [code, ...errors.map(codeOf)].filter((each) => typeof each === 'string').join(' ');
};

const firstLine = (error: unknown): string => {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return line;
};
