/** Formats a count with its noun: `1 task`, `4 tasks`. */
export const pluralize = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
