// What handshakes say → the same, each text once however many say it, and none that keeps the head alive it was cut from.
import type { Handshake } from './handshake.ts'

export class KnownTexts {
  private readonly texts = new Map<string, string>()
  private readonly lists = new Map<string, readonly string[]>()

  /** Of one connection, as long as it lives. */
  handshake(said: Handshake): Handshake {
    return {
      ...said,
      method: this.text(said.method),
      httpVersion: this.text(said.httpVersion),
      urlDomain: this.text(said.urlDomain),
      urlPath: this.text(said.urlPath),
      urlQuery: this.text(said.urlQuery),
      urlFull: this.text(said.urlFull),
      userAgent: this.text(said.userAgent),
      referrer: this.text(said.referrer),
      origin: this.text(said.origin),
      originDomain: this.text(said.originDomain),
      cookieNames: this.list(said.cookieNames),
      authorizationScheme: this.text(said.authorizationScheme),
      version: this.text(said.version),
      subprotocol: this.text(said.subprotocol),
      extensions: this.list(said.extensions),
    }
  }

  text<Text extends string | null>(text: Text): Text {
    if (text === null) return text
    const known = this.texts.get(text)
    if (known !== undefined) return known as Text
    const own = copied(text)
    if (own.length > longest) return own as Text
    // Those that are still said come back.
    if (this.texts.size >= most) this.texts.clear()
    this.texts.set(own, own)
    return own as Text
  }

  private list(list: readonly string[] | null): readonly string[] | null {
    if (list === null) return null
    const key = JSON.stringify(list)
    const known = this.lists.get(key)
    if (known !== undefined) return known
    const own = list.map((text) => this.text(text))
    if (key.length > longest) return own
    if (this.lists.size >= most) this.lists.clear()
    this.lists.set(copied(key), own)
    return own
  }
}

/** A piece of a text keeps the whole of it. */
const copied = (text: string): string =>
  /^[\0-\xff]*$/.test(text) ? Buffer.from(text, 'latin1').toString('latin1') : text

const most = 4096
const longest = 512
