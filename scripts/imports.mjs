/**
 * The graph of imports within the packages, and its circles: of files, and of folders (the folders right below a package's `src`).
 *
 * Imports of types count like all others: a folder that needs the types of another is no lower layer than that one.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** Return the source files of all packages below a root, sorted. */
export function sourceFiles(root = ROOT) {
  const files = [];
  const walk = folder => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        walk(path);
      } else if (/\.tsx?$/.test(entry.name) && !/\.d\.ts$/.test(entry.name)) {
        files.push(path);
      }
    }
  };
  for (const name of readdirSync(join(root, 'packages'))) {
    const folder = join(root, 'packages', name, 'src');
    if (existsSync(folder)) {
      walk(folder);
    }
  }
  return files.sort();
}

/** Return what each file imports of the same package, types included: a map of path to paths. */
export function importGraph(files) {
  const known = new Set(files);
  return new Map(
    files.map(file => {
      const { importedFiles } = ts.preProcessFile(
        readFileSync(file, 'utf8'),
        true,
        false
      );
      const found = importedFiles
        .filter(({ fileName }) => fileName.startsWith('.'))
        .flatMap(({ fileName }) => {
          const stem = resolve(dirname(file), fileName).replace(/\.js$/, '');
          return [`${stem}.ts`, `${stem}.tsx`].filter(path => known.has(path));
        });
      return [file, [...new Set(found)]];
    })
  );
}

/** Return the folder of a file as layers count them: `packages/<name>/src/<folder>`; a file right in `src` stands for itself. */
export function layerOf(file, root = ROOT) {
  return relative(root, file).split(sep).slice(0, 4).join('/');
}

/** Return the graph of layers: each to the layers it imports, with the imports that make the arrow. */
export function layerGraph(graph, root = ROOT) {
  const layers = new Map();
  for (const [file, imports] of graph) {
    const from = layerOf(file, root);
    for (const target of imports) {
      const to = layerOf(target, root);
      if (from !== to) {
        const arrows = layers.get(from) ?? new Map();
        arrows.set(to, [...(arrows.get(to) ?? []), [file, target]]);
        layers.set(from, arrows);
      }
    }
  }
  return layers;
}

/**
 * Return the sets of vertices that reach each other (Tarjan's strongly connected components, those of two vertices or more), sorted.
 *
 * @param targetsOf - The vertices that arrows from a vertex lead to.
 */
export function circles(vertices, targetsOf) {
  const number = new Map();
  const low = new Map();
  const stack = [];
  const open = new Set();
  const found = [];
  const visit = vertex => {
    number.set(vertex, number.size);
    low.set(vertex, number.get(vertex));
    stack.push(vertex);
    open.add(vertex);
    for (const target of targetsOf(vertex)) {
      if (!number.has(target)) {
        visit(target);
        low.set(vertex, Math.min(low.get(vertex), low.get(target)));
      } else if (open.has(target)) {
        low.set(vertex, Math.min(low.get(vertex), number.get(target)));
      }
    }
    if (low.get(vertex) === number.get(vertex)) {
      const members = stack.splice(stack.indexOf(vertex));
      members.forEach(member => open.delete(member));
      if (members.length > 1) {
        found.push(members.sort());
      }
    }
  };
  for (const vertex of vertices) {
    if (!number.has(vertex)) {
      visit(vertex);
    }
  }
  return found.sort((a, b) => (a[0] < b[0] ? -1 : 1));
}

/**
 * Return the imports that close a circle: `{file, target, message}` for each import between two files, or two layers, that reach each
 * other.
 */
export function circularImports(root = ROOT) {
  const graph = importGraph(sourceFiles(root));
  const layers = layerGraph(graph, root);
  const name = path => relative(root, path).split(sep).join('/');
  const found = [];
  for (const circle of circles(graph.keys(), file => graph.get(file) ?? [])) {
    const members = new Set(circle);
    for (const file of circle) {
      for (const target of graph.get(file).filter(each => members.has(each))) {
        found.push({
          file,
          target,
          message: `Circle of files: ${circle.map(name).join(', ')}.`
        });
      }
    }
  }
  const layersOf = layer => [...(layers.get(layer)?.keys() ?? [])];
  for (const circle of circles(layers.keys(), layersOf)) {
    const members = new Set(circle);
    for (const layer of circle) {
      for (const [to, arrows] of layers.get(layer)) {
        for (const [file, target] of members.has(to) ? arrows : []) {
          found.push({
            file,
            target,
            message: `Circle of folders: ${circle.join(', ')}.`
          });
        }
      }
    }
  }
  return found;
}

let known;

/** The ESLint rule: an import that closes a circle of files or folders is an error where it stands. */
export const noCircles = {
  meta: {
    type: 'problem',
    docs: {
      description: 'Refuse imports that close a circle of files or folders.'
    },
    schema: []
  },
  create(context) {
    known ??= circularImports();
    const here = known.filter(({ file }) => file === context.filename);
    const check = node => {
      const { source } = node;
      if (typeof source?.value !== 'string' || !source.value.startsWith('.')) {
        return;
      }
      const stem = resolve(dirname(context.filename), source.value);
      for (const { target, message } of here) {
        if (target.replace(/\.tsx?$/, '') === stem.replace(/\.js$/, '')) {
          context.report({
            node,
            message: `${message} Move what is shared to the lower one of them, or to a file of its own.`
          });
        }
      }
    };
    return here.length === 0
      ? {}
      : {
          ImportDeclaration: check,
          ImportExpression: check,
          ExportNamedDeclaration: check,
          ExportAllDeclaration: check,
          TSImportType: check
        };
  }
};
