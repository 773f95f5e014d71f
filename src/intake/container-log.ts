// The log file of a container → what the container wrote, for the reader that knows it; any other file as it is.
import type { Aside, Reader } from '../../connectors/connector.ts'
import { eachLine, excerptOf, headLines, longestLine } from '../../connectors/lines.ts'
import type { Batch } from '../event/batch.ts'
import { type ContainerLine, readContainerLine } from './container-line.ts'

/** The first lines that the container wrote, as a source's head; null where the head is not of a container's log. */
export function unwrapHead(head: Uint8Array): Uint8Array | null {
  if (kindOf(head, true) !== 'container') return null
  const lines = headLines(head, 20).map((line) => readContainerLine(Buffer.from(line, 'latin1').toString('utf8')))
  const texts = lines.flatMap((line) => (line === null ? [] : [`${line.text}\n`]))
  return texts.length === 0 ? null : Buffer.from(texts.join(''))
}

/** Costs nothing where the file is not a container's: that is told once, from its first bytes. */
export function containerAware(reader: Reader, aside: Aside): Reader {
  let opened: Reader | null = null
  return {
    ...(reader.longestRest && { longestRest: reader.longestRest }),
    read(bytes, offset, last, batch) {
      if (opened === null) {
        const kind = kindOf(bytes, last)
        if (kind === null) return 0
        opened = kind === 'container' ? new ContainerReader(reader, aside) : reader
      }
      return opened.read(bytes, offset, last, batch)
    },
    ...(reader.settle && { settle: (batch) => reader.settle!(batch) }),
    ...(reader.save && { save: () => reader.save!() }),
  }
}

/** Null where more bytes are needed to tell. */
function kindOf(bytes: Uint8Array, last: boolean): 'container' | 'plain' | null {
  const text = latin1(bytes, headLength)
  if (text.startsWith(docker)) return kindOfDocker(latin1(bytes, longestDocker), last)
  if (cri.test(text)) return 'container'
  const isWhole = last || text.length === headLength || text.includes('\n')
  return isWhole || !(docker.startsWith(text) || beginningOfCri.test(text)) ? 'plain' : null
}

/** Docker writes the name of the stream behind what was written. A proxy's own JSON may begin with its log's name. */
function kindOfDocker(text: string, last: boolean): 'container' | 'plain' | null {
  const end = endOfString(text, docker.length)
  const behind = end < 0 ? '' : text.slice(end, end + stream.length)
  if (!stream.startsWith(behind)) return 'plain'
  return behind === stream || last || text.length === longestDocker ? 'container' : null
}

/** Behind the quote that ends a text of JSON; -1 where it is still to come. */
function endOfString(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '"') return at + 1
  }
  return -1
}

const latin1 = (bytes: Uint8Array, length: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, length)).toString('latin1')

const headLength = 64
const docker = '{"log":"'
const stream = ',"stream":'
/** Of 16 KiB that the container wrote each byte may have become six. */
const longestDocker = 6 * 16_384 + headLength
const cri = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d) (?:stdout|stderr) [FP](?:[ :\r\n]|$)/

const beginningOfCri = /^\d{0,4}(?:$|-)/

const notOfContainer = 'not a line of a container’s log'

interface Line {
  readonly at: number
  readonly text: string
  readonly written: ContainerLine | null
}

/** Long lines come in parts, between which may stand those of the other stream. */
class ContainerReader implements Reader {
  readonly #reader: Reader
  readonly #aside: Aside
  /** Places of parts that were read with the part that they belong to, and will be given again. */
  readonly #joined = new Set<number>()

  constructor(reader: Reader, aside: Aside) {
    this.#reader = reader
    this.#aside = aside
  }

  /** Goes no further than a part whose end is still to come: whoever goes on from there finds the whole line. */
  read(bytes: Uint8Array, offset: number, last: boolean, batch: Batch): number {
    const lines: Line[] = []
    const used = eachLine(bytes, last, (start, end) => lines.push(lineAt(bytes, { start, end, offset })))
    for (const [index, line] of lines.entries()) {
      if (this.#joined.delete(line.at)) continue
      if (line.written === null) {
        this.#aside.put(notOfContainer, line.at, excerptOf(line.text))
        continue
      }
      const parts = partsFrom(lines, index, line.written.stream)
      if (!last && !parts.at(-1)!.written!.isEnd) return line.at - offset
      for (const part of parts.slice(1)) this.#joined.add(part.at)
      this.#give(parts, line.at, batch)
    }
    return used
  }

  #give(parts: readonly Line[], at: number, batch: Batch): void {
    const text = parts.map(({ written }) => written!.text).join('')
    if (text !== '') this.#reader.read(Buffer.from(`${text.replaceAll('\n', ' ')}\n`), at, false, batch)
  }
}

function lineAt(
  bytes: Uint8Array,
  at: { readonly start: number; readonly end: number; readonly offset: number },
): Line {
  const { start, end, offset } = at
  const length = Math.min(end - start, longestLine)
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, length).toString('utf8')
  return { at: offset + start, text, written: readContainerLine(text) }
}

/** The line's parts as far as they have come; only the last of them may be its end. */
function partsFrom(lines: readonly Line[], index: number, stream: string): readonly Line[] {
  const parts: Line[] = []
  for (let next = index; next < lines.length; next++) {
    const line = lines[next]!
    if (line.written?.stream !== stream) continue
    parts.push(line)
    if (line.written.isEnd) break
  }
  return parts
}
