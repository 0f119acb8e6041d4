export interface Resource {
  readonly close: () => Promise<void>;
}

/** Open resources, which are closed in reverse order. */
export interface Resources {
  readonly add: <T extends Resource>(resource: T) => T;
  readonly close: () => Promise<void>;
}

export const createResources = (): Resources => {
  const open: Resource[] = [];
  return {
    add: (resource) => {
      open.push(resource);
      return resource;
    },
    close: async () => {
      for (const resource of open.splice(0).reverse()) await resource.close();
    },
  };
};
