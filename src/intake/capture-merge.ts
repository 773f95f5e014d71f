// Several captures' bytes → their packets in order of time. Equal times: in order of the inputs.
import { type CaptureProblem, CaptureReader } from '../sensor/capture.ts'
import type { Packet } from '../sensor/packet.ts'
import { SteadyPackets } from './steady-packets.ts'

/** What stopped the reading of one input. */
export interface InputProblem extends CaptureProblem {
  readonly path: string
}

interface Input {
  readonly path: string
  readonly chunks: AsyncIterator<Uint8Array>
  readonly reader: CaptureReader
  readonly packets: SteadyPackets
  /** Bytes given to the reader. */
  bytes: number
  /** The next packet of this input. */
  packet: Packet | null
  /** Whether all of its bytes are with the reader. */
  isRead: boolean
}

export class CaptureMerge {
  private readonly inputs: readonly Input[]
  private readonly onBytes: ((bytes: number) => void) | undefined
  private readonly interrupted: InputProblem[] = []
  private bytes = 0
  /** The input whose packet was given last, and is used by now. */
  private given: Input | null = null

  constructor(
    inputs: readonly { readonly path: string; readonly bytes: AsyncIterable<Uint8Array> }[],
    onBytes?: (bytes: number) => void,
    onSecrets?: (keyLog: string) => void,
  ) {
    this.onBytes = onBytes
    this.inputs = inputs.map(({ path, bytes }) => {
      const reader = new CaptureReader(onSecrets)
      const chunks = bytes[Symbol.asyncIterator]()
      return { path, chunks, reader, packets: new SteadyPackets(reader), bytes: 0, packet: null, isRead: false }
    })
  }

  /** Brings bytes until every input has a packet or has ended. False where nothing is left. */
  async ready(): Promise<boolean> {
    for (const input of this.inputs) {
      input.packet ??= input.packets.next()
      while (input.packet === null && !input.isRead) await this.read(input)
    }
    return this.inputs.some((input) => input.packet !== null)
  }

  /** The packet that comes next, valid until the next call; null where `ready` must be asked first. */
  next(): Packet | null {
    if (this.given !== null && !this.moveOn(this.given)) return null
    let first: Input | null = null
    for (const input of this.inputs) {
      if (input.packet === null) continue
      if (first === null || isEarlier(input.packet, first.packet!)) first = input
    }
    this.given = first
    return first === null ? null : first.packet
  }

  problems(): readonly InputProblem[] {
    const stopped = this.inputs.flatMap(({ reader, path }) => reader.problems.map((each) => ({ path, ...each })))
    return [...this.interrupted, ...stopped]
  }

  /** Packets of a time that those around them do not have. */
  wrongTimes(): number {
    return this.inputs.reduce((sum, { packets }) => sum + packets.wrong, 0)
  }

  /** Lets go of the inputs, read or not. */
  async close(): Promise<void> {
    for (const { chunks } of this.inputs) await chunks.return?.()
  }

  private moveOn(input: Input): boolean {
    this.given = null
    input.packet = input.packets.next()
    return input.packet !== null || input.isRead
  }

  private async read(input: Input): Promise<void> {
    const chunk = await this.chunk(input)
    if (chunk === null) {
      input.isRead = true
      input.reader.end()
      input.packets.end()
    } else {
      input.reader.push(chunk)
      input.bytes += chunk.length
      this.bytes += chunk.length
      this.onBytes?.(this.bytes)
    }
    input.packet = input.packets.next()
    if (input.reader.isDone) input.isRead = true
  }

  /** Null at the end, and where the rest cannot be had: what came before is used all the same. */
  private async chunk(input: Input): Promise<Uint8Array | null> {
    try {
      const { value, done } = await input.chunks.next()
      return done ? null : value
    } catch (error) {
      if (input.bytes === 0) throw error
      const reason = error instanceof Error ? error.message : String(error)
      this.interrupted.push({ path: input.path, reason, at: input.bytes })
      return null
    }
  }
}

const isEarlier = (a: Packet, b: Packet): boolean => a.us < b.us || (a.us === b.us && a.nanos < b.nanos)
