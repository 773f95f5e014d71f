// A headless client of the language server: the program in a process of its own, spoken to as editors do.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node'
import type { Diagnostic, Position, PublishDiagnosticsParams } from 'vscode-languageserver'

const launcher = resolve(import.meta.dirname, '../../bin/tripline.cjs')

export class LanguageClient {
  readonly #child: ChildProcess
  readonly #connection: MessageConnection
  readonly #told: PublishDiagnosticsParams[] = []
  #listeners: (() => void)[] = []

  constructor() {
    this.#child = spawn(process.execPath, [launcher, 'lsp', '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] })
    this.#connection = createMessageConnection(
      new StreamMessageReader(this.#child.stdout!),
      new StreamMessageWriter(this.#child.stdin!),
    )
    this.#connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
      this.#told.push(params)
      for (const listener of this.#listeners.splice(0)) listener()
    })
    this.#connection.listen()
  }

  async start(): Promise<unknown> {
    const answer = await this.ask('initialize', { processId: process.pid, rootUri: null, capabilities: {} })
    await this.#connection.sendNotification('initialized', {})
    return answer
  }

  ask<Answer>(method: string, params: object): Promise<Answer> {
    return this.#connection.sendRequest(method, params)
  }

  at<Answer>(method: string, uri: string, position: Position): Promise<Answer> {
    return this.ask(`textDocument/${method}`, { textDocument: { uri }, position })
  }

  open(uri: string, text: string): Promise<void> {
    const textDocument = { uri, languageId: 'tripline', version: 1, text }
    return this.#connection.sendNotification('textDocument/didOpen', { textDocument })
  }

  /** Puts a text in at a position. */
  type(uri: string, version: number, position: Position, text: string): Promise<void> {
    const contentChanges = [{ range: { start: position, end: position }, text }]
    return this.#connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges,
    })
  }

  /** The problems of that version, once they are told. */
  async problems(uri: string, version: number): Promise<readonly Diagnostic[]> {
    const told = await this.#until(() => this.#told.find((one) => one.uri === uri && one.version === version))
    return told.diagnostics
  }

  /** Comes back when the problems that were told last are of these codes. */
  async told(uri: string, codes: readonly string[]): Promise<void> {
    await this.#until(() => {
      const last = this.#told.findLast((one) => one.uri === uri)
      return last && last.diagnostics.map(({ code }) => code).join() === codes.join()
    })
  }

  async #until<Answer>(answer: () => Answer | undefined | false): Promise<Answer> {
    for (;;) {
      const found = answer()
      if (found !== undefined && found !== false) return found
      await new Promise<void>((done) => this.#listeners.push(done))
    }
  }

  /** The exit status of the server. */
  async stop(): Promise<number> {
    const exited = once(this.#child, 'exit')
    await this.ask('shutdown', {})
    await this.#connection.sendNotification('exit')
    const [status] = (await exited) as [number]
    this.#connection.dispose()
    return status
  }
}
