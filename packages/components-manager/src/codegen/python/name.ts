/** Names that mean something to Python 3.10 to 3.13: keywords, soft keywords and built-ins that a script might touch. */
const PYTHON = new Set(
  `False None True and as assert async await break class continue def del elif else except finally for from global if import in is
lambda nonlocal not or pass raise return try while with yield match case type _ abs aiter all anext any ascii bin bool breakpoint
bytearray bytes callable chr classmethod compile complex copyright credits delattr dict dir divmod enumerate eval exec exit filter
float format frozenset getattr globals hasattr hash help hex id input int isinstance issubclass iter len license list locals map max
memoryview min next object oct open ord pow print property quit range repr reversed round set setattr slice sorted staticmethod str
sum super tuple vars zip copy`.split(/\s+/)
);

/** Gives out names for variables and functions: readable, never twice, never one that Python or the script uses. */
export class NameAllocator {
  constructor(used: Iterable<string> = []) {
    for (const name of used) {
      this._taken.set(name, 2);
    }
  }

  /** A snake_case name made from `title`, or from `fallback` where the title has no letter that a name can have. */
  allocate(title: string, fallback: string): string {
    const base = identifier(title) || identifier(fallback) || 'value';
    const next = this._taken.get(base);
    if (next === undefined && !isReservedName(base)) {
      this._taken.set(base, 2);
      return base;
    }
    let count = next ?? 2;
    while (this._taken.has(`${base}_${count}`)) {
      count += 1;
    }
    this._taken.set(base, count + 1);
    const result = `${base}_${count}`;
    this._taken.set(result, 2);
    return result;
  }

  /** Each name given out (or never to be), with the number to try when it is asked for again. */
  private readonly _taken = new Map<string, number>();
}

/** True for keywords and built-ins of Python. */
function isReservedName(name: string): boolean {
  return PYTHON.has(name) || /^__.*__$/.test(name);
}

/**
 * Return a title as a name in lower case; empty where nothing can be used.
 *
 * @example
 * identifier('From JFK, first quarter') // 'from_jfk_first_quarter'
 */
export function identifier(title: string): string {
  const slug = plainLetters(title)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|(?<!_)_+$/g, '')
    .slice(0, 40)
    .replace(/(?<!_)_+$/, '');
  return /^[0-9]/.test(slug) ? `n${slug}` : slug;
}

/** A title without accents and apostrophes. Most have neither, and need no look at each letter for them. */
function plainLetters(title: string): string {
  return /^[ a-zA-Z0-9_.,:()-]*$/.test(title)
    ? title
    : title
        .normalize('NFKD')
        .replace(/\p{M}+/gu, '')
        .replace(/['\u2019]/g, '');
}
