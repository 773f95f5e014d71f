// Those who are connected → their messages, in bounds: how many there are, and how much of each waits unread.
import type { Socket } from 'node:net'
import { FrameCutter } from './frames.ts'
import { type Hearing, plainAddress } from './listener.ts'
import type { StreamLimits } from './tcp.ts'

const tooMany = 'connection refused: too many are open'

export class Connections {
  readonly #hearing: Hearing
  readonly #limits: StreamLimits
  /** When each was heard last, in milliseconds; the one that was silent longest comes first. */
  readonly #heard = new Map<Socket, number>()

  constructor(hearing: Hearing, limits: StreamLimits) {
    this.#hearing = hearing
    this.#limits = limits
  }

  add(socket: Socket): void {
    if (!this.#hasRoom()) {
      this.refuse(socket.remoteAddress)
      socket.destroy()
      return
    }
    const cutter = new FrameCutter(this.#hearing.onLost)
    const sender = plainAddress(socket.remoteAddress)
    const put = (messages: readonly Uint8Array[]): void => {
      for (const bytes of messages) this.#hearing.inbox.put({ bytes, sender, ms: Date.now() })
    }
    this.#hear(socket)
    socket.on('data', (bytes) => {
      this.#hear(socket)
      put(cutter.push(bytes))
      if (this.#hearing.inbox.isFull) void this.#pause(socket)
    })
    // What a reset takes with it is lost, as the sender learns: what came before it counts.
    socket.on('error', () => {})
    socket.on('close', () => {
      this.#heard.delete(socket)
      put(cutter.end())
    })
  }

  refuse(address: string | undefined): void {
    this.#hearing.onLost(tooMany, Buffer.from(plainAddress(address)))
  }

  #hear(socket: Socket): void {
    this.#heard.delete(socket)
    this.#heard.set(socket, performance.now())
  }

  /** Closing one only because it is silent would lose its next message: the sender hears of it too late. */
  #hasRoom(): boolean {
    if (this.#heard.size < this.#limits.connections) return true
    const [[socket, heardMs] = []] = this.#heard
    if (socket === undefined || performance.now() - heardMs! < this.#limits.idleMs) return false
    this.#heard.delete(socket)
    socket.destroy()
    return true
  }

  async #pause(socket: Socket): Promise<void> {
    socket.pause()
    await this.#hearing.inbox.room()
    socket.resume()
  }
}
