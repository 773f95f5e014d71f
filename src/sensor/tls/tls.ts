// A TLS connection → what is said inside it, where its keys are known; where they are not, that it was there. RFC 8446, RFC 5246.
import type { SensorContext } from '../context.ts'
import type { Speech } from '../dialogue.ts'
import type { Ending } from '../record.ts'
import { cipherBefore13, type RecordCipher, trafficCipher } from './cipher.ts'
import { type ClientHello, readClientHello, readServerHello, type ServerHello } from './hello.ts'
import type { Secrets } from './key-log.ts'
import { keysBefore13 } from './keys.ts'
import { messageType } from './messages.ts'
import { type SideSink, TlsSide } from './side.ts'
import { type Suite, suiteOf } from './suites.ts'

export interface TlsSettings {
  readonly charge: (bytes: number) => void
  /** The server's address, where it is not named. */
  readonly address: () => string
  /** What is said inside. Asked for once there are keys. */
  readonly inside: () => Inside
  /** Nothing of it can be read. */
  readonly onSealed: () => void
}

/** Plain bytes go on here. */
export interface Inside {
  /** Whether what is said is understood. */
  readonly isFollowed: boolean
  data(fromClient: boolean, bytes: Buffer, start: number, end: number): void
  gap(fromClient: boolean, length: number): void
  differs(fromClient: boolean): void
  shed(): void
  end(reason: string, isSeen: boolean, at: Ending['end']): void
}

export class Tls implements Speech {
  private readonly context: SensorContext
  private readonly settings: TlsSettings
  private readonly client: TlsSide
  private readonly server: TlsSide
  private clientHello: ClientHello | null = null
  private secrets: Secrets | null = null
  private inside: Inside | null = null
  /** Of TLS 1.2, for when each side says that it begins. */
  private coming: { readonly client: RecordCipher; readonly server: RecordCipher } | null = null
  private isSealed = false

  constructor(context: SensorContext, settings: TlsSettings) {
    this.context = context
    this.settings = settings
    const side = { heldBytes: context.bounds.headBytes, charge: settings.charge }
    this.client = new TlsSide(this.sink(true), false, side)
    // What a server says means nothing before the client's hello.
    this.server = new TlsSide(this.sink(false), true, side)
  }

  data(fromClient: boolean, bytes: Buffer, start: number, end: number): void {
    const side = this.side(fromClient)
    this.lookAgain()
    // What nobody reads need not be opened.
    if (this.inside?.isFollowed === false) return
    if (side.isOver) this.context.counters.undecodedBytes += end - start
    side.push(bytes, start, end)
    if (this.inside === null && side.isOver) this.seal()
  }

  gap(fromClient: boolean, length: number): boolean {
    this.side(fromClient).missing(length)
    if (this.inside === null && this.side(fromClient).isOver) this.seal()
    return true
  }

  differs(fromClient: boolean): void {
    this.inside?.differs(fromClient)
  }

  shed(): boolean {
    this.client.shed()
    this.server.shed()
    this.inside?.shed()
    if (this.inside === null && (this.client.isOver || this.server.isOver)) this.seal()
    return true
  }

  end(reason: string, isSeen: boolean, at: Ending['end']): void {
    this.lookAgain()
    if (this.inside === null) this.seal()
    this.inside?.end(reason, isSeen, at)
    this.client.release()
    this.server.release()
  }

  private side(fromClient: boolean): TlsSide {
    return fromClient ? this.client : this.server
  }

  private sink(fromClient: boolean): SideSink {
    return {
      hello: (type, body) => {
        if (fromClient && type === messageType.clientHello) this.clientSays(body)
        if (!fromClient && type === messageType.serverHello) this.serverSays(body)
      },
      data: (bytes) => this.inside?.data(fromClient, bytes, 0, bytes.length),
      gap: (length) => this.inside?.gap(fromClient, length),
      changed: () => {
        if (this.coming !== null) this.side(fromClient).protect([this.coming[fromClient ? 'client' : 'server']])
      },
      unopened: () => void this.context.counters.unopenedRecords++,
    }
  }

  private clientSays(body: Buffer): void {
    // Another one answers a retry, with the same random, or begins anew inside, where keys are not followed.
    const hello = readClientHello(body)
    this.clientHello ??= hello
    this.secrets ??= hello && this.context.keys.secretsOf(hello.random)
    if (this.secrets === null) {
      if (hello !== null && this.context.keys.mayGrow) this.client.wait()
      else this.seal()
      return
    }
    // Early data is protected by what the server's hello will say.
    if (this.inside === null) this.client.wait()
    this.server.goOn()
  }

  /** What was said while the secrets were not written down yet has waited. */
  private lookAgain(): void {
    if (this.secrets !== null || this.clientHello === null || this.isSealed) return
    this.secrets = this.context.keys.secretsOf(this.clientHello.random)
    if (this.secrets !== null) this.server.goOn()
  }

  private serverSays(body: Buffer): void {
    const hello = readServerHello(body)
    const suite = hello && suiteOf(hello.suite)
    if (hello?.isRetry) this.client.goOn()
    else if (this.inside !== null) return
    else if (hello === null || suite === null || !this.unlock(hello, suite)) this.seal()
    else this.client.goOn()
  }

  /** False where the log has not the secrets that it takes. */
  private unlock(hello: ServerHello, suite: Suite): boolean {
    const secrets = this.secrets!
    if (hello.is13) {
      const client = ciphersOf(suite, secrets, clientLabels)
      const server = ciphersOf(suite, secrets, serverLabels)
      if (client.length === 0 || server.length === 0) return false
      this.client.protect(client)
      this.server.protect(server)
    } else {
      if (secrets.CLIENT_RANDOM === undefined) return false
      const randoms = { client: this.clientHello!.random, server: hello.random }
      const keys = keysBefore13(secrets.CLIENT_RANDOM, randoms, suite)
      this.coming = { client: cipherBefore13(suite, keys.client), server: cipherBefore13(suite, keys.server) }
    }
    this.context.counters.openedConnections++
    this.inside = this.settings.inside()
    return true
  }

  private seal(): void {
    if (this.isSealed) return
    this.isSealed = true
    this.client.release()
    this.server.release()
    this.tellSealed()
    this.settings.onSealed()
  }

  /** What looked like TLS may have been something else. */
  private tellSealed(): void {
    const { counters, sealed } = this.context
    if (this.clientHello === null) {
      counters.unreadableHttp++
      return
    }
    counters.encryptedConnections++
    sealed.add(this.clientHello.serverName ?? this.settings.address(), this.clientHello.protocols)
  }
}

/** In the order in which they are used. RFC 8446 section 7.1. */
const clientLabels = [
  'CLIENT_EARLY_TRAFFIC_SECRET',
  'CLIENT_HANDSHAKE_TRAFFIC_SECRET',
  'CLIENT_TRAFFIC_SECRET_0',
] as const
const serverLabels = ['SERVER_HANDSHAKE_TRAFFIC_SECRET', 'SERVER_TRAFFIC_SECRET_0'] as const

const ciphersOf = (suite: Suite, secrets: Secrets, labels: readonly (keyof Secrets)[]): RecordCipher[] =>
  labels.flatMap((label) => (secrets[label] === undefined ? [] : [trafficCipher(suite, secrets[label])]))
