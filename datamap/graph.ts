import type { CollectionMap, DataMap, Locale, StoreMap } from '../domain/data-map';

/**
 * The map as a drawing in the DOT language: stores as boxes with their collections, identifiers that find them, links,
 * processors that receive data, and copies. Titles in the language asked for.
 */
export function graphOfDataMap(map: DataMap, locale: Locale): string {
  const lines = [
    'digraph "data map" {',
    '  graph [rankdir=LR, fontname="Arial,sans-serif", fontsize=12, label=' +
      quoted(`${map.controller.name[locale]}\nversion ${map.version.slice(0, 12)}`) +
      '];',
    '  node [fontname="Arial,sans-serif", fontsize=11, margin="0.22,0.1"]; edge [fontname="Arial,sans-serif", fontsize=9];',
    ...identifierNodes(map),
    ...map.stores.flatMap((store) => storeCluster(store, locale)),
    ...map.stores.flatMap(lookupEdges),
    ...map.stores.flatMap(linkEdges),
    ...processorNodes(map, locale),
    ...copyNodes(map, locale),
    '}',
  ];
  return `${lines.join('\n')}\n`;
}

function identifierNodes(map: DataMap): readonly string[] {
  const kinds = map.stores.flatMap(({ collections }) =>
    collections.flatMap(({ lookups, elements }) => [
      ...lookups.map(({ kind }) => kind),
      ...(elements === undefined ? [] : [elements.owner.kind]),
    ]),
  );
  return [...new Set(kinds)].map(
    (kind) =>
      `  ${quoted(`identifier/${kind}`)} [label=${quoted(kind)}, shape=ellipse, style=filled, fillcolor="#fff3c4"];`,
  );
}

function storeCluster(store: StoreMap, locale: Locale): readonly string[] {
  return [
    `  subgraph ${quoted(`cluster/${store.id}`)} {`,
    `    label=${quoted(`${store.title[locale]}\n${store.kind}, ${store.region}`)}; style=rounded; color="#5b6770";`,
    ...store.collections.map((collection) => `    ${collectionNode(store, collection, locale)}`),
    '  }',
  ];
}

function collectionNode(store: StoreMap, collection: CollectionMap, locale: Locale): string {
  const { erasure, fields, elements, retention, whose, subjects } = collection;
  const core = fields.filter((field) => field.class === 'core-sensitive').length;
  const facts = [
    collection.title[locale],
    `${fieldsOf(fields.length + (elements?.fields.length ?? 0))}${core === 0 ? '' : `, ${core} core-sensitive`}`,
    erasure === 'delete' ? 'rows are deleted' : 'fields are masked',
    ...(retention === undefined ? [] : [`kept ${retention.period} (${retention.ground})`]),
    ...(whose === 'sole' ? [] : [`rows: ${whose}`]),
  ];
  const look = subjects ? ', penwidth=2.5, fillcolor="#d7eef2"' : ', fillcolor="#ffffff"';
  return `${nodeOf(store, collection.id)} [shape=box, style="filled,rounded"${look}, label=${quoted(facts.join('\n'))}];`;
}

function lookupEdges(store: StoreMap): readonly string[] {
  return store.collections.flatMap((collection) => {
    const { lookups, elements, fields } = collection;
    const node = nodeOf(store, collection.id);
    const found = lookups.map(({ kind }) => `  ${quoted(`identifier/${kind}`)} -> ${node};`);
    const written =
      elements === undefined
        ? []
        : [
            `  ${quoted(`identifier/${elements.owner.kind}`)} -> ${node} [label=${quoted(elements.path)}, style=dashed];`,
          ];
    const told = fields.flatMap(({ identity }) =>
      identity === undefined || lookups.some(({ kind }) => kind === identity)
        ? []
        : [`  ${node} -> ${quoted(`identifier/${identity}`)} [style=dotted, label="tells"];`],
    );
    return [...new Set([...found, ...written, ...told])];
  });
}

function linkEdges(store: StoreMap): readonly string[] {
  return store.collections.flatMap(({ id, links }) =>
    links.map(
      ({ to, field, cardinality }) =>
        `  ${nodeOf(store, to)} -> ${nodeOf(store, id)} [label=${quoted(field)}, arrowhead=${cardinality === 'one' ? 'tee' : 'crow'}];`,
    ),
  );
}

/** One edge per processor and collection: what it receives of it. */
function processorNodes(map: DataMap, locale: Locale): readonly string[] {
  return map.processors.flatMap(({ id, title }) => {
    const node = quoted(`processor/${id}`);
    const receives = map.stores.flatMap((store) =>
      store.collections.flatMap((collection) => {
        const count = collection.fields.filter(({ recipients }) => recipients.includes(id)).length;
        return count === 0
          ? []
          : [`  ${nodeOf(store, collection.id)} -> ${node} [label="${fieldsOf(count)}", color="#b4540a"];`];
      }),
    );
    return [`  ${node} [label=${quoted(title[locale])}, shape=house, color="#b4540a"];`, ...receives];
  });
}

function copyNodes({ copies, stores }: DataMap, locale: Locale): readonly string[] {
  return copies.flatMap(({ id, kind, title, of, residual, clearedBy }) => {
    const node = quoted(`copy/${id}`);
    const label = `${title[locale]}\n${kind}, gone after ${residual} (${clearedBy})`;
    const sources = stores.filter((store) => of.includes(store.id));
    return [
      `  ${node} [label=${quoted(label)}, shape=cylinder, style=dashed];`,
      ...sources.flatMap((store) =>
        store.collections
          .slice(0, 1)
          .map((first) => `  ${nodeOf(store, first.id)} -> ${node} [style=dashed, arrowhead=none];`),
      ),
    ];
  });
}

function fieldsOf(count: number): string {
  return count === 1 ? '1 field' : `${count} fields`;
}

function nodeOf(store: StoreMap, collection: string): string {
  return quoted(`${store.id}/${collection}`);
}

/** A quoted text of DOT; line breaks stay line breaks. */
function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}
