/** Formats a share for operators: `0.126` as `12.6 %`. */
export const percent = (share: number, decimals = 1): string => `${(100 * share).toFixed(decimals)} %`;
