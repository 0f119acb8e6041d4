import { firstLine, nameAndMessageOf } from '#shared/domain/model/error-text.ts';
import type { Account } from './account.ts';
import { CommandFailed } from './command-failed.ts';

interface FailedCall {
  readonly functionName: string;
  readonly account: Account;
  /** The first line of the error's message. */
  readonly message: string;
}

type Explanation = readonly [pattern: RegExp, explain: (call: FailedCall) => string];

/** The first row whose pattern matches the error's name, code or message explains it. Names: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
const EXPLANATIONS: readonly Explanation[] = [
  [
    /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ECONNRESET|EHOSTUNREACH|TimeoutError/,
    ({ account }) =>
      account.endpointUrl === undefined
        ? `AWS Lambda cannot be reached${inRegion(account)}; check the network and --region.`
        : noAnswerFrom(account.endpointUrl),
  ],
  [
    /ResourceNotFoundException/,
    ({ functionName, account }) =>
      `No function ${functionName}${inRegion(account)}; deploy it, or check --stage and --region.`,
  ],
  [
    /AccessDenied/,
    ({ functionName, message }) => `These credentials lack lambda:InvokeFunction on ${functionName} (${message}).`,
  ],
  [/Region is missing/, () => 'No AWS region is set; use --region, or set AWS_REGION.'],
  [
    /CredentialsProviderError|Could not load credentials|UnrecognizedClient|InvalidSignature|ExpiredToken/,
    ({ message }) => `No valid AWS credentials; sign in, or set AWS_PROFILE (${message}).`,
  ],
];

/** Builds the message for an endpoint that does not answer, with the command that starts the local world. */
export const noAnswerFrom = (endpointUrl: string): string =>
  `No answer from ${endpointUrl}; run "npm start -- --keep", or correct --endpoint-url.`;

const inRegion = ({ region }: Account): string => (region === undefined ? '' : ` in ${region}`);

/** Turns the error of a failed call into one line with its cause and remedy. */
export const explainCallFailure = (error: unknown, functionName: string, account: Account): CommandFailed => {
  const { name, ...failure } = nameAndMessageOf(error);
  const message = firstLine(failure.message);
  const searched = `${name} ${codesOf(error)} ${message}`;
  const explain = EXPLANATIONS.find(([pattern]) => pattern.test(searched))?.[1] ?? unknownFailure(name);
  return new CommandFailed(explain({ functionName, account, message }), { cause: error });
};

const unknownFailure =
  (name: string) =>
  ({ functionName, message }: FailedCall): string =>
    `${functionName} could not be called: ${name}: ${message}`;

/** Returns Node's code of a network error; an error for several addresses has one per address. */
const codesOf = (error: unknown): string => {
  const { code, errors = [] } = (error ?? {}) as { readonly code?: unknown; readonly errors?: readonly unknown[] };
  return [code, ...errors.map(codesOf)].filter((each) => typeof each === 'string').join(' ');
};
