import type { Random } from './random.ts';

/** Generates identifiers in the formats that AWS uses. */
export interface Ids {
  readonly hex: (length: number) => string;
  readonly digits: (length: number) => string;
  readonly uuid: () => string;
}

export const createIds = (random: Random): Ids => {
  const draw = (alphabet: string, length: number): string => {
    let text = '';
    for (let index = 0; index < length; index += 1) text += alphabet[random.integer(0, alphabet.length - 1)];
    return text;
  };
  const hex = (length: number): string => draw('0123456789abcdef', length);
  return {
    hex,
    digits: (length) => draw('123456789', 1) + draw('0123456789', length - 1),
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${draw('89ab', 1)}${hex(3)}-${hex(12)}`,
  };
};
