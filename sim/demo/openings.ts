/** What has been opened, to be closed in the opposite order. */
export interface Openings {
  readonly add: <T extends { readonly close: () => Promise<void> }>(opened: T) => T;
  readonly close: () => Promise<void>;
}

export const createOpenings = (): Openings => {
  const opened: { readonly close: () => Promise<void> }[] = [];
  return {
    add: (one) => {
      opened.push(one);
      return one;
    },
    close: async () => {
      for (const one of opened.splice(0).reverse()) await one.close();
    },
  };
};
