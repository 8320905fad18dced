/**
 * Exports of packages that nobody uses: no other source file, no script, and no package's index gives them out. Exits with 1 and one line
 * each where one is found.
 *
 * What its own file does not use either is dead, though tests may import it. What only its own file uses needs no `export`, unless tests
 * import it, or it is a type, which says what an exported function takes or gives.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';
import { sourceFiles } from './imports.mjs';
import { isMain, ROOT } from './tools.mjs';

/** Stands for every export of a file. */
const ALL = '*';

/**
 * Return the exports that nothing uses, as `{file, name, line, dead}`.
 *
 * @param sources - Source files by path: their exports are looked at, and what they import counts.
 * @param users - Other files whose imports count, such as scripts.
 * @param resolveImport - The file that an import names: `(from, specifier) → path | undefined`.
 * @param entries - Files whose exports are for others.
 * @param tested - The words of the tests.
 */
export function unusedExports({
  sources,
  users,
  resolveImport,
  entries,
  tested
}) {
  const files = new Map(
    [...sources].map(([path, text]) => [path, readModule(path, text)])
  );
  const used = new Map([...files.keys()].map(path => [path, new Set()]));
  /** Mark a name of a file as used, and what it stands for where the file only passes it on. */
  const use = (path, name) => {
    const module = files.get(path);
    if (module === undefined || used.get(path).has(name)) {
      return;
    }
    used.get(path).add(name);
    if (name === ALL) {
      module.exports.forEach((_, each) => use(path, each));
    }
    for (const { specifier, names } of module.passes) {
      const target = resolveImport(path, specifier);
      if (names === undefined) {
        use(target, name);
      } else if (name === ALL) {
        names.forEach(original => use(target, original));
      } else if (names.has(name)) {
        use(target, names.get(name));
      }
    }
  };
  const others = [...users].map(([path, text]) => readModule(path, text));
  for (const module of [...files.values(), ...others]) {
    for (const { specifier, name } of module.imports) {
      use(resolveImport(module.path, specifier), name);
    }
  }
  entries.forEach(path => use(path, ALL));
  return [...files].flatMap(([file, { exports }]) =>
    [...exports]
      .filter(
        ([name, { isType, isUsed }]) =>
          !used.get(file).has(name) && !(isUsed && (isType || tested.has(name)))
      )
      .map(([name, { line, isUsed }]) => ({ file, name, line, dead: !isUsed }))
  );
}

/** Return what a file exports, passes on from other files, and imports. */
function readModule(path, text) {
  const tree = ts.createSourceFile(
    path,
    text,
    ts.ScriptTarget.Latest,
    true,
    /\.tsx$/.test(path) ? ts.ScriptKind.TSX : undefined
  );
  const module = { path, exports: new Map(), passes: [], imports: [] };
  const words = text.match(/[\w$]+/g) ?? [];
  const exported = (name, node) =>
    module.exports.set(name, {
      line: tree.getLineAndCharacterOfPosition(node.getStart()).line + 1,
      isType:
        ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node),
      get isUsed() {
        return isUsedWithin(tree, name, words);
      }
    });
  for (const node of tree.statements) {
    if (ts.isExportDeclaration(node)) {
      readExport(module, node, exported);
    } else if (ts.isExportAssignment(node)) {
      exported('default', node);
    } else if (isExported(node)) {
      declaredNames(node).forEach(name => exported(name, node));
    } else if (ts.isImportDeclaration(node)) {
      readImport(module, node);
    }
  }
  if (/\bimport\s*\(/.test(text)) {
    readDynamicImports(module, tree);
  }
  return module;
}

/** Return true where a file uses a name beside declaring or exporting it. */
function isUsedWithin(tree, name, words) {
  if (words.filter(each => each === name).length < 2) {
    return false;
  }
  let uses = 0;
  const visit = node => {
    const { parent } = node;
    if (
      ts.isIdentifier(node) &&
      node.text === name &&
      parent.name !== node &&
      !ts.isExportSpecifier(parent)
    ) {
      uses++;
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return uses > 0;
}

function isExported(node) {
  return (
    ts.canHaveModifiers(node) &&
    ts
      .getModifiers(node)
      ?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
  );
}

function declaredNames(node) {
  if (
    ts
      .getModifiers(node)
      .some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword)
  ) {
    return ['default'];
  }
  if (!ts.isVariableStatement(node)) {
    return [node.name.text];
  }
  const namesIn = name =>
    ts.isIdentifier(name)
      ? [name.text]
      : name.elements
          .filter(ts.isBindingElement)
          .flatMap(each => namesIn(each.name));
  return node.declarationList.declarations.flatMap(({ name }) => namesIn(name));
}

function readExport(module, node, exported) {
  const { exportClause: clause, moduleSpecifier: from } = node;
  if (from === undefined) {
    clause.elements.forEach(each => exported(each.name.text, each));
    return;
  }
  const specifier = from.text;
  if (clause === undefined) {
    module.passes.push({ specifier });
  } else if (ts.isNamespaceExport(clause)) {
    exported(clause.name.text, node);
    module.imports.push({ specifier, name: ALL });
  } else {
    const names = new Map();
    for (const { name, propertyName } of clause.elements) {
      names.set(name.text, (propertyName ?? name).text);
      exported(name.text, node);
    }
    module.passes.push({ specifier, names });
  }
}

function readImport(module, { importClause, moduleSpecifier }) {
  const specifier = moduleSpecifier.text;
  const add = name => module.imports.push({ specifier, name });
  if (importClause?.name) {
    add('default');
  }
  const bindings = importClause?.namedBindings;
  if (bindings === undefined) {
    return;
  }
  if (ts.isNamespaceImport(bindings)) {
    add(ALL);
    return;
  }
  bindings.elements.forEach(({ name, propertyName }) =>
    add((propertyName ?? name).text)
  );
}

/** `await import(…)` with the names that are taken from it, where they are written beside it; types that are written `import(…).Name`. */
function readDynamicImports(module, tree) {
  const visit = node => {
    if (
      ts.isImportTypeNode(node) &&
      ts.isLiteralTypeNode(node.argument) &&
      ts.isStringLiteral(node.argument.literal)
    ) {
      const { qualifier } = node;
      const first =
        qualifier && ts.isQualifiedName(qualifier) ? qualifier.left : qualifier;
      module.imports.push({
        specifier: node.argument.literal.text,
        name: first?.text ?? ALL
      });
    } else if (
      ts.isCallExpression(node) &&
      node.expression.kind === ts.SyntaxKind.ImportKeyword &&
      ts.isStringLiteralLike(node.arguments[0])
    ) {
      const specifier = node.arguments[0].text;
      namesTaken(node).forEach(name =>
        module.imports.push({ specifier, name })
      );
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
}

/** Return the names that `const {a} = await import(…)` takes; all for every other use. */
function namesTaken(call) {
  let node = call.parent;
  while (ts.isAwaitExpression(node) || ts.isParenthesizedExpression(node)) {
    node = node.parent;
  }
  if (ts.isPropertyAccessExpression(node) && node.name.text !== 'then') {
    return [node.name.text];
  }
  return ts.isVariableDeclaration(node) && ts.isObjectBindingPattern(node.name)
    ? node.name.elements.map(({ name, propertyName }) =>
        ts.isIdentifier(propertyName ?? name)
          ? (propertyName ?? name).text
          : ALL
      )
    : [ALL];
}

/** Return the files below folders that have an extension, `node_modules` and what is built left out. */
function filesBelow(folders, pattern) {
  return folders
    .filter(folder => existsSync(folder))
    .flatMap(folder =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter(
          entry =>
            entry.isFile() &&
            pattern.test(entry.name) &&
            !/[\\/](lib|dist|bundle|labextension|node_modules)([\\/]|$)/.test(
              entry.parentPath
            )
        )
        .map(entry => join(entry.parentPath, entry.name))
    );
}

/** Return the source file that a path of what is built, or of a package, stands for. */
function sourceOf(path) {
  const stem = path
    .replace(/([\\/]packages[\\/][^\\/]+[\\/])lib([\\/])/, '$1src$2')
    .replace(/\.js$/, '');
  return [`${stem}.ts`, `${stem}.tsx`, join(stem, 'index.ts'), stem].find(
    each => /\.tsx?$/.test(each) && existsSync(each)
  );
}

function resolveImport(from, specifier) {
  if (specifier.startsWith('.')) {
    return sourceOf(resolve(dirname(from), specifier));
  }
  const [, name, rest] =
    /^@glueflow\/([\w-]+)(?:\/(.+))?$/.exec(specifier) ?? [];
  return name === undefined
    ? undefined
    : sourceOf(join(ROOT, 'packages', name, 'lib', rest ?? 'index.js'));
}

/** Return the files of a package whose exports are for others: its index, and what starts by itself. */
function entriesOf(sources) {
  return sources.filter(path =>
    /packages[\\/][\w-]+[\\/]src[\\/](index|main|entry)\.ts$/.test(path)
  );
}

const read = paths =>
  new Map(paths.map(each => [each, readFileSync(each, 'utf8')]));

const below = (...folders) => folders.map(each => join(ROOT, each));

if (isMain(import.meta.url)) {
  const sources = sourceFiles();
  const packages = readdirSync(join(ROOT, 'packages'));
  const users = [
    ...filesBelow(
      below('scripts', 'benchmarks', 'ui-tests', 'examples'),
      /\.(mjs|cjs|ts|tsx)$/
    ),
    ...filesBelow(below('packages', 'python/tests'), /\.(mjs|cjs|js)$/)
  ];
  const tests = filesBelow(
    below(...packages.map(each => join('packages', each, 'test'))),
    /\.tsx?$/
  );
  const found = unusedExports({
    sources: read(sources),
    users: read(users),
    resolveImport,
    entries: entriesOf(sources),
    tested: new Set(
      [...read(tests).values()].flatMap(text => text.match(/[\w$]+/g) ?? [])
    )
  });
  for (const { file, name, line, dead } of found) {
    console.error(
      `${relative(ROOT, file)}:${line}: ${name} is used by no other file. ${
        dead ? 'Remove it.' : 'Remove its “export”.'
      }`
    );
  }
  process.exitCode = found.length > 0 ? 1 : 0;
}
