/**
 * Writes docs/api/lakefs.md and docs/api/lance-glue.md: what these packages export, from their declarations and doc comments. With
 * --check: only says whether they are current (exit 1 if not).
 *
 * It reads the sources as text: types are shown as they are written there.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { keepCurrent } from './generated.mjs';
import { isMain, ROOT } from './tools.mjs';

const printer = ts.createPrinter({ removeComments: true });

const parse = file =>
  ts.createSourceFile(
    file,
    readFileSync(file, 'utf8'),
    ts.ScriptTarget.Latest,
    true
  );

const has = (node, kind) =>
  node.modifiers?.some(modifier => modifier.kind === kind) ?? false;

/** Return the declarations that a module exports, by name, in the order of its file. */
function exportsOf(file) {
  const source = parse(file);
  const found = new Map();
  const add = (name, nodes) =>
    found.set(name, [...(found.get(name) ?? []), ...nodes]);
  for (const statement of source.statements) {
    if (ts.isExportDeclaration(statement)) {
      const from = statement.moduleSpecifier.text.replace(/\.js$/, '.ts');
      const theirs = exportsOf(join(dirname(file), from));
      const names = statement.exportClause
        ? statement.exportClause.elements.map(each => each.name.text)
        : [...theirs.keys()];
      for (const name of names) {
        add(name, theirs.get(name) ?? []);
      }
    } else if (has(statement, ts.SyntaxKind.ExportKeyword)) {
      if (ts.isVariableStatement(statement)) {
        for (const each of statement.declarationList.declarations) {
          add(each.name.getText(), [statement]);
        }
      } else if (statement.name) {
        add(statement.name.text, [statement]);
      }
    }
  }
  return found;
}

const print = node =>
  printer.printNode(ts.EmitHint.Unspecified, node, node.getSourceFile());
const inline = node => print(node).replace(/\s+/g, ' ');

function textOf(comment) {
  return (ts.getTextOfJSDocComment(comment) ?? '').trim();
}

/** Return a doc comment: its text, and its tags as `{name, subject, text}`. */
function docOf(node) {
  const docs = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  const doc = docs.at(-1);
  return {
    text: doc ? textOf(doc.comment) : '',
    tags: (doc?.tags ?? []).map(tag => ({
      name: tag.tagName.text,
      subject: tag.name ? tag.name.getText() : '',
      text: textOf(tag.comment).replace(/^- /, '')
    }))
  };
}

/** Return the type that a default gives. */
function defaultType(value, siblings) {
  const text = value.getText();
  if (ts.isNumericLiteral(value) || text.startsWith('Number.')) {
    return 'number';
  }
  if (ts.isStringLiteral(value)) {
    return 'string';
  }
  const sibling = siblings.find(each => each.name.getText() === text);
  if (sibling?.type === undefined) {
    throw new Error(
      `${value.getSourceFile().fileName}: give the parameter with the default ${text} a type.`
    );
  }
  return inline(sibling.type);
}

/** Write a parameter as callers see it: one with a default is optional. */
function parameter(node) {
  const optional = node.questionToken || node.initializer ? '?' : '';
  const dots = node.dotDotDotToken ? '...' : '';
  const type = node.type
    ? inline(node.type)
    : defaultType(node.initializer, [...node.parent.parameters]);
  const name = node.name.getText().replace(/^_/, '');
  return `${dots}${name}${optional}: ${type}`;
}

/** Write a call's signature: a line, or a line for each parameter where that is long. */
function signature(name, node) {
  const types = node.typeParameters
    ? `<${node.typeParameters.map(inline).join(', ')}>`
    : '';
  const result = node.type ? `: ${inline(node.type)}` : '';
  const parameters = node.parameters.map(parameter);
  const line = `${name}${types}(${parameters.join(', ')})${result}`;
  return line.length <= 100
    ? line
    : `${name}${types}(\n${parameters.map(each => `  ${each}`).join(',\n')}\n)${result}`;
}

const code = text => ['```ts', text, '```', ''];

/** Write a doc comment as lines of Markdown. */
function docLines({ text, tags }) {
  const lines = text ? [text, ''] : [];
  const parameters = tags.filter(({ name }) => name === 'param');
  for (const { subject, text: said } of parameters) {
    lines.push(`- \`${subject}\`: ${said.replace(/\s+/g, ' ')}`);
  }
  for (const { name, text: said } of tags) {
    if (name === 'returns') {
      lines.push(`- Returns ${said.replace(/\s+/g, ' ')}`);
    } else if (name === 'throws') {
      lines.push(`- Throws ${said.replace(/\s+/g, ' ')}`);
    }
  }
  if (lines.at(-1)?.startsWith('- ')) {
    lines.push('');
  }
  for (const { name, text: said } of tags) {
    if (name === 'example') {
      lines.push(...code(said));
    }
  }
  return lines;
}

const hidden = node =>
  has(node, ts.SyntaxKind.PrivateKeyword) ||
  has(node, ts.SyntaxKind.ProtectedKeyword) ||
  node.name?.getText().startsWith('_');

/** Write a property as an item of a list. */
function propertyLine(node) {
  const { text } = docOf(node);
  const optional = node.questionToken ? '?' : '';
  const type = node.type ? `: ${inline(node.type)}` : '';
  const said = text ? ` ${text.replace(/\s+/g, ' ')}` : '';
  return `- \`${node.name.getText()}${optional}${type}\`${said}`;
}

/** Write the signatures of a name, and what is said of it. An implementation behind overloads is none of them. */
function callLines(title, name, nodes) {
  const open = nodes.filter(node => !node.body);
  const shown = open.length > 0 && open.length < nodes.length ? open : nodes;
  const docs = shown.map(docOf);
  const doc = docs.find(({ text }) => text) ?? docs[0];
  return [
    `#### ${title}`,
    '',
    ...code(shown.map(node => signature(name, node)).join('\n')),
    ...docLines(doc)
  ];
}

function extendsText(node) {
  return (node.heritageClauses ?? [])
    .filter(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)
    .flatMap(({ types }) => [...types]);
}

function classLines(name, node, known) {
  const lines = [`### ${name}`, ''];
  const bases = extendsText(node);
  lines.push(...docLines(docOf(node)));
  for (const base of bases) {
    const basis = base.expression.getText();
    const shown = known.has(basis)
      ? `[\`${basis}\`](#${basis.toLowerCase()})`
      : `\`${basis}\``;
    lines.push(`Has all that ${shown} has.`, '');
  }
  const members = node.members.filter(member => !hidden(member));
  const constructors = members.filter(ts.isConstructorDeclaration);
  const properties = [
    ...constructors.flatMap(each =>
      each.parameters.filter(
        one =>
          !hidden(one) &&
          (has(one, ts.SyntaxKind.ReadonlyKeyword) ||
            has(one, ts.SyntaxKind.PublicKeyword))
      )
    ),
    ...members.filter(
      each => ts.isPropertyDeclaration(each) || ts.isGetAccessor(each)
    )
  ];
  if (properties.length > 0) {
    lines.push(...properties.map(propertyLine), '');
  }
  // A constructor without a word is for the package itself.
  const abstract = has(node, ts.SyntaxKind.AbstractKeyword);
  for (const each of abstract ? [] : constructors) {
    const { text, tags } = docOf(each);
    if (text || tags.length > 0) {
      lines.push(...callLines(`new ${name}`, `new ${name}`, [each]));
    }
  }
  const methods = new Map();
  for (const each of members.filter(ts.isMethodDeclaration)) {
    const own = each.name.getText();
    const written = has(each, ts.SyntaxKind.StaticKeyword)
      ? `${name}.${own}`
      : own;
    methods.set(written, [...(methods.get(written) ?? []), each]);
  }
  for (const [written, nodes] of methods) {
    const own = nodes[0].name.getText();
    // With the class before it, since a method's name alone would take the anchor of a class: `tag`.
    lines.push(...callLines(`${name}.${own}`, written, nodes));
  }
  return lines;
}

function typeLines(name, node, known) {
  const lines = [`### ${name}`, '', ...docLines(docOf(node))];
  if (ts.isTypeAliasDeclaration(node)) {
    const types = node.typeParameters
      ? `<${node.typeParameters.map(inline).join(', ')}>`
      : '';
    return [...lines, ...code(`type ${name}${types} = ${print(node.type)}`)];
  }
  for (const base of extendsText(node)) {
    const basis = base.expression.getText();
    lines.push(
      known.has(basis)
        ? `Has all that [\`${inline(base)}\`](#${basis.toLowerCase()}) has.`
        : `Has all that \`${inline(base)}\` has.`,
      ''
    );
  }
  const members = node.members.map(propertyLine);
  return [...lines, ...members, ...(members.length > 0 ? [''] : [])];
}

/** Write the page of a package: its functions, classes, errors and types by name. */
export function apiPage(title, entry) {
  const found = exportsOf(entry);
  const kinds = {
    Functions: [],
    Classes: [],
    Errors: [],
    Types: [],
    Constants: []
  };
  for (const [name, nodes] of [...found].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [node] = nodes;
    if (node === undefined) {
      throw new Error(`${entry} exports ${name}, which is nowhere declared.`);
    }
    if (ts.isFunctionDeclaration(node)) {
      kinds.Functions.push([name, callLines(name, name, nodes)]);
    } else if (ts.isVariableStatement(node)) {
      kinds.Constants.push([
        name,
        [`### ${name}`, '', ...docLines(docOf(node))]
      ]);
    } else if (ts.isClassDeclaration(node)) {
      const kind = /Error$/.test(name) ? kinds.Errors : kinds.Classes;
      kind.push([name, classLines(name, node, found)]);
    } else {
      kinds.Types.push([name, typeLines(name, node, found)]);
    }
  }
  const link = name => `[${name}](#${name.toLowerCase()})`;
  const written = Object.entries(kinds).filter(([, each]) => each.length > 0);
  return [
    `# ${title}`,
    '',
    'Written from the doc comments by `node scripts/docs-api.mjs`; a check keeps it current.',
    '',
    ...written.flatMap(([kind, entries]) => [
      `**${kind}**: ${entries.map(([name]) => link(name)).join(', ')}`,
      ''
    ]),
    ...written.flatMap(([kind, entries]) => [
      `## ${kind}`,
      '',
      ...entries.flatMap(([, lines]) =>
        kind === 'Functions'
          ? [lines[0].replace('####', '###'), ...lines.slice(1)]
          : lines
      )
    ])
  ]
    .join('\n')
    .replace(/\n+$/, '\n');
}

if (isMain(import.meta.url)) {
  const page = name =>
    apiPage(
      `@glueflow/${name}`,
      join(ROOT, 'packages', name, 'src', 'index.ts')
    );
  keepCurrent(
    {
      'docs/api/lakefs.md': page('lakefs'),
      'docs/api/lance-glue.md': page('lance-glue')
    },
    'docs-api.mjs'
  );
}
