// json(text, path): what stands at a place of a text in JSON.
import { elementsAt, leafAt, type Path } from '../../event/tree.ts'
import { readJsonPath } from '../values/json-path.ts'
import { remembered } from '../values/remembered.ts'
import { type CallSite, defineFunction } from './function.ts'

/** Longer texts are not read. */
const longest = 1 << 20

/** Of an event all that ask ask of a text or two, and of JSON that stands in them as a text. */
const texts = 4

export const json = defineFunction({
  name: 'json',
  summary:
    'What stands at a path of a text in JSON: `$` is the whole, `.name` or `["a name"]` a member, `[0]` an element. Without a place, or with `[*]`, it is what all elements of an array have. It has the type that it has there: to a comparison that wants another it is null, as where nothing stands or the text is no JSON. 1 MiB of text and 1000 values are looked at.',
  parameters: [
    { name: 'text', type: 'keyword' },
    { name: 'path', type: 'keyword', constant: true, mistake: mistakeIn },
  ],
  returns: 'any',
  folds: false,
  examples: [
    { expression: 'json("""{"productId": "1042"}""", "$.productId")', value: '1042' },
    {
      expression: 'json("""{"order": {"lines": [{"sku": "A7"}, {"sku": "B1"}]}}""", "$.order.lines[1].sku")',
      value: 'B1',
    },
    { expression: 'json("""{"lines": [{"n": 2}, {"n": 3}]}""", "$.lines.n")', value: [2, 3] },
    { expression: 'json("""{"unit price": 9.5}""", """$["unit price"]""") > 9', value: true },
    { expression: 'json("""{"to": "bob"}""", "$.from")', value: null },
    { expression: 'json("no JSON", "$.from")', value: null },
    { expression: 'json(null, "$.from")', value: null },
  ],
  prepare: (site) => reading(site, leafAt),
  elements: (site) => reading(site, elementsAt),
})

function mistakeIn(text: string) {
  const read = readJsonPath(text)
  return read.ok ? null : { at: read.at, why: read.why }
}

function reading<Found>({ constants }: CallSite, find: (root: unknown, path: Path) => Found) {
  const read = readJsonPath(String(constants[1]))
  const path = read.ok ? read.path : []
  const isThere = mayHold(path)
  return (text: string): Found | null => (isThere(text) ? find(parsed(text), path) : null)
}

const parsed = remembered((text): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}, texts)

/** Most texts lack the name: those need not be parsed. An escape may hide it. */
function mayHold(path: Path): (text: string) => boolean {
  const spellings = path.filter((part) => isPlain.test(part)).map((part) => spellingsOf(part, path.length > 1))
  const isSpelled = (text: string): boolean => spellings.every((some) => some.some((one) => text.includes(one)))
  return (text) => text.length <= longest && (isSpelled(text) || text.includes('\\u'))
}

/** An escape in JSON other than `\u` spells none of its letters. */
const isPlain = /^[\w$@-]*[A-Za-z][\w$@-]*$/

/** Several parts may stand as one dotted name, `"order.id"`. */
const spellingsOf = (name: string, hasOthers: boolean): readonly string[] =>
  hasOthers ? [`${name}"`, `${name}.`] : [`"${name}"`]
