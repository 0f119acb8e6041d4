/** The account of AWS's own documentation; any others get the numbers after it, so that they stay apart. */
const STAND_IN = 123_456_789_012;

/** Where a number is sure to be an account's: in an ARN, and in the name of a registry. */
const ACCOUNT = /(?<=arn:aws[\w-]*:[\w-]*:[\w-]*:)\d{12}(?=:)|(?<!\d)\d{12}(?=\.dkr\.ecr\.)/g;

/** The text with every account's number replaced wherever it stands, and how many accounts that were. `own` comes first. */
export const maskAccounts = (
  text: string,
  own: string | undefined,
): { readonly text: string; readonly accounts: number } => {
  const found = new Set([...(own === undefined ? [] : [own]), ...(text.match(ACCOUNT) ?? [])]);
  const standIns = new Map([...found].map((account, index) => [account, String(STAND_IN + index)]));
  if (found.size === 0) return { text, accounts: 0 };
  const anywhere = new RegExp(`(?<!\\d)(?:${[...found].join('|')})(?!\\d)`, 'g');
  return { text: text.replace(anywhere, (account) => standIns.get(account) ?? account), accounts: found.size };
};
