// Pieces that could not be read → a file of them, one JSON object a line, masked. Bounded, and never in anybody's way.
import { appendFile, rename, stat } from 'node:fs/promises'
import { maskSecrets } from '../incident/secrets.ts'
import type { UnreadablePiece } from './unreadable.ts'

export interface UnreadableFileSettings {
  readonly path: string
  /** Told once when it cannot be written, and again only after it could. */
  readonly onTrouble: (error: unknown) => void
  /** Size at which the file becomes the older half, `.1`, and the one that was is let go. */
  readonly halfBytes?: number
  readonly everyMs?: number
}

const usualHalfBytes = 8 << 20
const usualEveryMs = 1000
/** What may wait to be written: beyond it pieces are left out, so that a flood costs no more than this. */
const mostPending = 256 << 10

/** Evidence is for its owner's eyes. */
const ownerOnly = 0o600

export class UnreadableFile {
  readonly #settings: UnreadableFileSettings
  #pending: string[] = []
  #pendingLength = 0
  #leftOut = 0
  #timer: NodeJS.Timeout | null = null
  #writing: Promise<void> = Promise.resolve()
  #isFailing = false

  constructor(settings: UnreadableFileSettings) {
    this.#settings = settings
  }

  keep(piece: UnreadablePiece): void {
    if (this.#pendingLength >= mostPending) this.#leftOut++
    else this.#add(pieceLine(piece))
    this.#timer ??= setTimeout(() => this.#flush(), this.#settings.everyMs ?? usualEveryMs).unref()
  }

  /** Writes what waits. */
  async close(): Promise<void> {
    this.#flush()
    await this.#writing
  }

  #add(line: string): void {
    this.#pending.push(line)
    this.#pendingLength += line.length
  }

  #flush(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    if (this.#leftOut > 0) this.#add(line({ leftOut: this.#leftOut }))
    const text = this.#pending.join('')
    this.#pending = []
    this.#pendingLength = 0
    this.#leftOut = 0
    if (text !== '') this.#writing = this.#writing.then(() => this.#write(text))
  }

  async #write(text: string): Promise<void> {
    const { path, halfBytes = usualHalfBytes, onTrouble } = this.#settings
    try {
      const size = await stat(path).then(
        (found) => found.size,
        () => 0,
      )
      if (size > 0 && size + text.length > halfBytes) await rename(path, `${path}.1`)
      await appendFile(path, text, { mode: ownerOnly })
      this.#isFailing = false
    } catch (error) {
      if (!this.#isFailing) onTrouble(error)
      this.#isFailing = true
    }
  }
}

/** A piece as it is kept. */
export const pieceLine = ({ source, connector, reason, at, text }: UnreadablePiece): string =>
  line({ source, connector, reason, at, line: maskSecrets(text) })

const line = (fields: Readonly<Record<string, unknown>>): string =>
  `${JSON.stringify({ '@timestamp': new Date().toISOString(), ...fields })}\n`
