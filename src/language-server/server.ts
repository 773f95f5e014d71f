// The Language Server Protocol over two streams → answers about the rule files that an editor has open.
import { fileURLToPath } from 'node:url'
import {
  createConnection,
  type InitializeResult,
  type Position,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver/node'
import { TextDocument } from 'vscode-languageserver-textdocument'
import { complete } from './completion.ts'
import { definition } from './definition.ts'
import { type Around, createDocument, type Document, documentOf } from './document.ts'
import { formatting } from './formatting.ts'
import { hover } from './hover.ts'
import { problems, quickFixes } from './problems.ts'
import { signatureHelp } from './signature-help.ts'
import { symbols } from './symbols.ts'

export interface ServerOptions {
  readonly input: NodeJS.ReadableStream
  readonly output: NodeJS.WritableStream
  readonly version: string
  /** The day, `2027-01-31`, that exceptions are held against. */
  readonly today: () => string
  readonly around: Around & {
    /** Whether any of it is another than when this was last asked. */
    readonly hasChanged: () => boolean
  }
  /** How long nothing has to be typed before problems are told. */
  readonly quietMs?: number
  /** How often is looked whether what lies around has changed. */
  readonly lookMs?: number
}

/** Comes back when the editor ends it: true where it said so before. */
export function serve(options: ServerOptions): Promise<boolean> {
  const { input, output, version, today, around, quietMs = 150, lookMs = 1000 } = options
  const connection = createConnection(input, output)
  const documents = new TextDocuments(TextDocument)
  const open = new Map<string, { readonly version: number; readonly document: Document }>()
  const waiting = new Map<string, NodeJS.Timeout>()

  /** The document as it is now; what was made of it serves until it changes. */
  function current(uri: string): Document | null {
    const lines = documents.get(uri)
    if (!lines) return null
    const known = open.get(uri)
    if (known && known.version === lines.version) return known.document
    const frozen = TextDocument.create(uri, lines.languageId, lines.version, lines.getText())
    const document = createDocument(frozen, { path: pathOf(uri), today: today(), around })
    open.set(uri, { version: lines.version, document })
    return document
  }

  function tell(uri: string): void {
    const document = current(uri)
    if (!document) return
    const diagnostics = [...problems(document, uri)]
    connection.sendDiagnostics({ uri, version: document.lines.version, diagnostics })
  }

  const at =
    <Answer>(answer: (document: Document, offset: number) => Answer | null) =>
    ({ textDocument, position }: { readonly textDocument: { uri: string }; readonly position: Position }) => {
      const document = current(textDocument.uri)
      return document && answer(document, document.lines.offsetAt(position))
    }

  connection.onInitialize(() => capabilities(version))
  // The first rule that is read costs more than all others: better before anybody waits for it.
  connection.onInitialized(() => void warmUp())
  documents.onDidChangeContent(({ document: { uri } }) => {
    clearTimeout(waiting.get(uri))
    waiting.set(
      uri,
      setTimeout(() => tell(uri), open.has(uri) ? quietMs : 0),
    )
  })
  documents.onDidClose(({ document: { uri } }) => {
    clearTimeout(waiting.get(uri))
    waiting.delete(uri)
    open.delete(uri)
    connection.sendDiagnostics({ uri, diagnostics: [] })
  })
  connection.onCompletion(at((document, offset) => [...complete(document, offset)]))
  connection.onHover(at(hover))
  connection.onSignatureHelp(at(signatureHelp))
  connection.onDefinition(({ textDocument: { uri }, position }) => {
    const range = at(definition)({ textDocument: { uri }, position })
    return range && { uri, range }
  })
  connection.onDocumentSymbol(({ textDocument: { uri } }) => {
    const document = current(uri)
    return document && [...symbols(document)]
  })
  connection.onDocumentFormatting(({ textDocument: { uri } }) => {
    const document = current(uri)
    return document && [...formatting(document)]
  })
  connection.onCodeAction(({ textDocument: { uri }, range }) => {
    const document = current(uri)
    return document && [...quickFixes(document, uri, range)]
  })
  documents.listen(connection)
  connection.listen()
  const looking = setInterval(() => {
    if (open.size === 0 || !around.hasChanged()) return
    const uris = [...open.keys()]
    open.clear()
    for (const uri of uris) tell(uri)
  }, lookMs)
  return ended(connection, input).finally(() => clearInterval(looking))
}

const capabilities = (version: string): InitializeResult => ({
  serverInfo: { name: 'tripline', version },
  capabilities: {
    textDocumentSync: TextDocumentSyncKind.Incremental,
    completionProvider: { triggerCharacters: ['.', '?', '$', '`', '{', '"'] },
    hoverProvider: true,
    signatureHelpProvider: { triggerCharacters: ['(', ','] },
    definitionProvider: true,
    documentSymbolProvider: true,
    documentFormattingProvider: true,
    codeActionProvider: { codeActionKinds: ['quickfix'] },
  },
})

const warmUp = (): void => {
  const document = documentOf('rule warming_up_now {\n  detect auth where \n}\n')
  document.problems()
  complete(document, document.text.indexOf('where ') + 6)
}

/** What is not a file has no path; a rule in it is not held against the name of one. */
const pathOf = (uri: string): string => {
  try {
    return fileURLToPath(uri)
  } catch {
    return ''
  }
}

function ended(connection: ReturnType<typeof createConnection>, input: NodeJS.ReadableStream): Promise<boolean> {
  let isAsked = false
  connection.onShutdown(() => {
    isAsked = true
  })
  return new Promise((done) => {
    connection.onExit(() => done(isAsked))
    input.on('end', () => done(isAsked))
  })
}
