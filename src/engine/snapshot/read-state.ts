// The bytes of a state → plain data, with every list in the order that it had. Throws where they are not whole.
import { Decoder, damaged } from './decoder.ts'
import { magic, version } from './tags.ts'
import { noList } from './write-state.ts'

/** A list as far as it was read. */
interface Reading {
  readonly items: unknown[]
  readonly places: number[]
  isOrdered: boolean
}

export function readState(pieces: Iterable<Uint8Array>): { readonly title: unknown; readonly state: unknown } {
  const lists: Reading[] = []
  const decoder = new Decoder(pieces, () => {
    const items: unknown[] = []
    lists.push({ items, places: [], isOrdered: true })
    return items
  })
  checkHead(decoder.raw(magic.length + 1))
  const title = decoder.read()
  const state = decoder.read()
  for (let number = decoder.read(); number !== noList; number = decoder.read()) {
    const list = lists[Number(number) - 1]
    if (list === undefined) throw damaged(`there is no list ${number}`)
    add(list, decoder.read() as number, decoder.read())
  }
  for (const list of lists) putInOrder(list)
  return { title, state }
}

/** Of a state that need not be read. */
export function readTitle(pieces: Iterable<Uint8Array>): unknown {
  const decoder = new Decoder(pieces, () => null)
  checkHead(decoder.raw(magic.length + 1))
  return decoder.read()
}

function checkHead(head: readonly number[]): void {
  if (magic.some((byte, i) => byte !== head[i])) throw damaged('it is none')
  if (head.at(-1) !== version) throw damaged(`it is of version ${head.at(-1)}, not ${version}`)
}

function add(list: Reading, step: number, item: unknown): void {
  const before = list.places.at(-1) ?? 0
  if (step < 0) list.isOrdered = false
  list.places.push(before + step)
  list.items.push(item)
}

function putInOrder({ items, places, isOrdered }: Reading): void {
  if (isOrdered) return
  const order = places.map((_, i) => i).sort((a, b) => places[a]! - places[b]!)
  const sorted = order.map((i) => items[i])
  for (const [i, item] of sorted.entries()) items[i] = item
}
