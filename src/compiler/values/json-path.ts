// A path as a rule writes it, `$.order.items[0]["unit price"]` → its parts, or what is wrong with it. Never throws.
import type { Path } from '../../event/tree.ts'

export type JsonPath =
  | { readonly ok: true; readonly path: Path }
  /** `at`: of which character on it is no path. */
  | { readonly ok: false; readonly at: number; readonly why: string }

/** `.name`, `["name"]`, `['name']`, `[0]`; `[*]` is every element, as nothing at all is. */
const part =
  /\.(?<name>[\p{L}\p{N}_$@-]+)|\[\s*(?:(?<place>\d{1,9})|(?<all>\*)|"(?<double>(?:[^"\\]|\\.)*)"|'(?<single>(?:[^'\\]|\\.)*)')\s*\]/uy

/** Parts of a path. */
const most = 32

export function readJsonPath(text: string): JsonPath {
  if (!text.startsWith('$')) return { ok: false, at: 0, why: 'a path begins with `$`' }
  const path: string[] = []
  part.lastIndex = 1
  while (part.lastIndex < text.length) {
    const at = part.lastIndex
    const groups = part.exec(text)?.groups
    if (groups === undefined) return { ok: false, at, why: reasonAt(text.slice(at)) }
    const { name, place, all, double, single } = groups
    if (all === undefined) path.push(name ?? place ?? unescaped(double ?? single!))
    if (path.length > most) return { ok: false, at, why: `a path has ${most} parts at most` }
  }
  return { ok: true, path }
}

const unescaped = (name: string): string => name.replace(/\\(.)/gsu, '$1')

function reasonAt(rest: string): string {
  if (rest.startsWith('..')) return '`..` looks everywhere: say where the value stands'
  if (rest.startsWith('[?') || rest.startsWith('[(')) return 'conditions on elements are those of `arraySearch`'
  if (/^\[\s*-/.test(rest)) return 'elements are counted from the first, which is `[0]`'
  if (rest.startsWith('.*')) return 'a member is called by its name; elements of an array are `[*]`'
  if (rest.startsWith('.') || rest.startsWith('[')) return 'a part is `.name`, `["a name"]`, `[0]` or `[*]`'
  return 'a part begins with `.` or `[`'
}
