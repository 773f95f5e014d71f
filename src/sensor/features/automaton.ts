// Tokens → one automaton that finds all of them in a text, byte by byte (Aho and Corasick, 1975).

export class Automaton {
  /** By node: the first token that ends there, or -1. */
  readonly found: Int16Array
  /** By node: the nearest shorter end at which a token ends too, or 0. */
  readonly also: Uint16Array
  readonly #symbols: Uint8Array
  readonly #width: number
  readonly #next: Uint16Array

  constructor(texts: readonly string[]) {
    const letters = [...new Set(texts.join(''))].sort()
    this.#symbols = new Uint8Array(256)
    for (const [index, letter] of letters.entries()) this.#symbols[letter.charCodeAt(0)] = index + 1
    this.#width = letters.length + 1
    const mostNodes = 1 + texts.reduce((sum, text) => sum + text.length, 0)
    this.#next = new Uint16Array(mostNodes * this.#width)
    this.found = new Int16Array(mostNodes).fill(-1)
    this.also = new Uint16Array(mostNodes)
    for (const [token, text] of texts.entries()) this.found[this.#grow(text, mostNodes)] = token
    this.#connect(mostNodes)
  }

  /** The node that a byte leads to; 0 is the root. */
  step(node: number, byte: number): number {
    return this.#next[node * this.#width + this.#symbols[byte]!]!
  }

  #nodes = 1

  /** The node of a text, with all on the way to it. */
  #grow(text: string, mostNodes: number): number {
    let node = 0
    for (const letter of text) {
      const edge = node * this.#width + this.#symbols[letter.charCodeAt(0)]!
      if (this.#next[edge] === 0 && this.#nodes < mostNodes) this.#next[edge] = this.#nodes++
      node = this.#next[edge]!
    }
    return node
  }

  /** Where a text does not go on, its longest end that is the beginning of a token does: breadth first, so that it is known. */
  #connect(mostNodes: number): void {
    const shorter = new Uint16Array(mostNodes)
    const queue: number[] = []
    for (let symbol = 0; symbol < this.#width; symbol++) if (this.#next[symbol]! > 0) queue.push(this.#next[symbol]!)
    for (const node of queue) {
      const fallback = shorter[node]!
      this.also[node] = this.found[fallback]! >= 0 ? fallback : this.also[fallback]!
      for (let symbol = 0; symbol < this.#width; symbol++) {
        const edge = node * this.#width + symbol
        const beyond = this.#next[fallback * this.#width + symbol]!
        if (this.#next[edge] === 0) this.#next[edge] = beyond
        else {
          shorter[this.#next[edge]!] = beyond
          queue.push(this.#next[edge]!)
        }
      }
    }
  }
}
