// What `nft monitor elements` writes, as it comes → addresses that the kernel has put into our sets or taken out of them.

export interface Told {
  readonly kind: 'added' | 'removed'
  readonly address: string
}

const elements = /^(add|delete) element inet tripline address[46] \{ ([^}]*)(\})?/

/** nft writes a line in a dozen pieces. Who waits for an address hears of it as soon as that is whole, and once. */
export class MonitorReader {
  #line = ''
  /** Of the line that is not whole yet. */
  #told = 0

  read(text: string): readonly Told[] {
    const lines = (this.#line + text).split('\n')
    this.#line = lines.at(-1)!
    return lines.flatMap((line, index) => {
      const all = toldBy(line)
      const news = all.slice(this.#told)
      this.#told = index < lines.length - 1 ? 0 : all.length
      return news
    })
  }
}

/** Behind each element but the last there is a comma; what follows an address in the last one shows that it is whole. */
function toldBy(line: string): readonly Told[] {
  const [, verb, list, isWhole] = elements.exec(line) ?? []
  if (list === undefined) return []
  const kind = verb === 'add' ? 'added' : 'removed'
  const parts = list.split(', ')
  const last = parts.pop()!
  if (isWhole || last.includes(' ')) parts.push(last)
  return parts.map((element) => ({ kind, address: element.split(' ', 1)[0]! }))
}
