import type { Member, Shape, Structure } from './model.ts';

/** The dotted keys of a form, `Targets.member.1.Id`, as nested branches. */
type Tree = string | { readonly [key: string]: Tree };
type Branch = { [key: string]: string | Branch };

/**
 * Decodes the lists and maps of the query protocol; the leaves stay text. An unknown key is kept, so that the input
 * check refuses it.
 */
export const readForm = (shape: Shape, form: URLSearchParams): unknown => fromTree({ shape, traits: {} }, treeOf(form));

const treeOf = (form: URLSearchParams): Tree => {
  const root: Branch = {};
  for (const [path, value] of form) grow(root, path.split('.'), value);
  return root;
};

const grow = (branch: Branch, [key = '', ...rest]: readonly string[], value: string): void => {
  if (rest.length === 0) {
    branch[key] = value;
    return;
  }
  const known = Object.hasOwn(branch, key) ? branch[key] : undefined;
  const next = typeof known === 'object' ? known : {};
  branch[key] = next;
  grow(next, rest, value);
};

const fromTree = (member: Member, tree: Tree): unknown => {
  if (typeof tree === 'string') return fromLeaf(member.shape, tree);
  const { shape, traits } = member;
  switch (shape.kind) {
    case 'structure':
      return fromBranch(shape, tree);
    case 'list':
      return inOrder(traits.xmlFlattened ? tree : tree[shape.item.traits.xmlName ?? 'member']).map((item) =>
        fromTree(shape.item, item),
      );
    case 'map':
      return Object.fromEntries(
        inOrder(traits.xmlFlattened ? tree : tree.entry).map((entry) => fromEntry(shape, entry)),
      );
    default:
      return tree;
  }
};

/** The protocol writes an empty list or map as an empty text. */
const fromLeaf = ({ kind }: Shape, text: string): unknown => {
  if (text !== '') return text;
  if (kind === 'list') return [];
  return kind === 'map' ? {} : text;
};

const fromBranch = (shape: Structure, branch: Readonly<Record<string, Tree>>): unknown => {
  const byFormName = new Map([...shape.members].map(([name, member]) => [member.traits.xmlName ?? name, name]));
  return Object.fromEntries(
    Object.entries(branch).map(([formName, value]) => {
      const name = byFormName.get(formName) ?? formName;
      const member = shape.members.get(name);
      return [name, member ? fromTree(member, value) : value];
    }),
  );
};

const fromEntry = ({ key, value }: Extract<Shape, { kind: 'map' }>, entry: Tree): readonly [string, unknown] => {
  const branch = typeof entry === 'object' ? entry : {};
  return [String(branch[key.traits.xmlName ?? 'key']), fromTree(value, branch[value.traits.xmlName ?? 'value'] ?? '')];
};

/** The branches of a list or map by number: `1`, `2`, … `10`. */
const inOrder = (tree: Tree | undefined): readonly Tree[] =>
  Object.entries(typeof tree === 'object' ? tree : {})
    .sort(([one], [other]) => Number(one) - Number(other))
    .map(([, item]) => item);
