// The bytes of a state → plain data, with a `Coming` wherever a list is, then the items of these lists. Throws where the
// bytes are not whole.
import { Coming } from './coming.ts'
import { Decoder, damaged } from './decoder.ts'
import { magic, version } from './tags.ts'
import { noList } from './write-state.ts'

export interface ReadState {
  readonly title: unknown
  readonly state: unknown
  /** Gives each list its items. To be called once, when those who want the lists have said so. */
  readonly rest: () => void
}

export function readState(pieces: Iterable<Uint8Array>): ReadState {
  const lists: Coming[] = []
  const decoder = new Decoder(pieces, () => {
    const list = new Coming()
    lists.push(list)
    return list
  })
  checkHead(decoder.raw(magic.length + 1))
  return { title: decoder.read(), state: decoder.read(), rest: () => readItems(decoder, lists) }
}

/** Of a state that need not be read. */
export function readTitle(pieces: Iterable<Uint8Array>): unknown {
  const decoder = new Decoder(pieces, () => null)
  checkHead(decoder.raw(magic.length + 1))
  return decoder.read()
}

function readItems(decoder: Decoder, lists: readonly Coming[]): void {
  for (let number = decoder.read(); number !== noList; number = decoder.read()) {
    const list = lists[Number(number) - 1]
    if (list === undefined) throw damaged(`there is no list ${number}`)
    list.give(decoder.number(), decoder)
  }
  for (const list of lists) list.finish()
}

function checkHead(head: readonly number[]): void {
  if (magic.some((byte, i) => byte !== head[i])) throw damaged('it is none')
  if (head.at(-1) !== version) throw damaged(`it is of version ${head.at(-1)}, not ${version}`)
}
