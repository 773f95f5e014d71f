// Tokens at the verb of a statement that changes what a database is, or moves files in and out of it → how sure it is that one begins. Null where none fits.
import { readExpression, readPrimary } from './expression.ts'
import { readTable, readTableName, readTables } from './select.ts'
import { ends, skipToEnd, takeWords } from './taking.ts'
import type { Tokens } from './tokens.ts'
import type { Level } from './value.ts'
import { statementWords } from './words.ts'

const objects = [
  'table', 'database', 'view', 'index', 'user', 'function', 'procedure', 'proc', 'schema', 'trigger', 'login', 'role', 'sequence', 'extension', 'column',
  'language', 'synonym', 'package', 'assembly', 'type', 'aggregate', 'server', 'credential',
] // biome-ignore format: table

export function drop(tokens: Tokens): Level | null {
  const word = tokens.take()
  // No product has `DROP name`, but those who try do.
  if (!takeWords(tokens, objects)) return tokens.takeKind('word') && ends(tokens) ? 1 : null
  const isCareful = takeWords(tokens, 'if', 'exists')
  const table = readTables(tokens)
  if (table < 1) return null
  takeWords(tokens, ['cascade', 'restrict'])
  const written = tokens.written(word.start, word.end)
  const isShouted = written !== written.toLowerCase()
  const isAll = tokens.peek().kind === 'end' && (table > 1 || isShouted)
  return 1 + (isAll ? 1 : 0) + (isCareful ? 2 : 0) + (table > 1 ? 1 : 0) + (isShouted ? 1 : 0)
}

export function truncate(tokens: Tokens): Level | null {
  tokens.take()
  return takeWords(tokens, 'table') && readTable(tokens) > 0 ? 2 : null
}

export function create(tokens: Tokens): Level | null {
  tokens.take()
  while (takeWords(tokens, [...createWords]));
  if (!takeWords(tokens, objects)) return null
  takeWords(tokens, 'if', 'not', 'exists')
  if (readTableName(tokens) < 1) return ends(tokens) ? 1 : null
  const { kind, text } = tokens.peek()
  if (kind === 'open' || (kind === 'word' && createTails.has(text))) return skipToEnd(tokens, 4)
  if (kind === 'word' && bodyWords.has(text)) return beginsBody(tokens) ? skipToEnd(tokens, 4) : 1
  return ends(tokens) ? 2 : 1
}

const createWords = new Set(
  'or replace temp temporary global local unlogged external unique and compile java source named virtual trusted'.split(
    ' ',
  ),
)
const createTails = new Set('identified returns return language before after'.split(' '))
const bodyWords = new Set('as is with using from on for'.split(' '))

/** `AS SELECT`, `AS '…'`, `WITH PASSWORD = '…'`, `ON table (column)` */
function beginsBody(tokens: Tokens): boolean {
  const [first, second] = [tokens.peek(1), tokens.peek(2)]
  if (first.kind === 'string' || first.kind === 'open' || second.kind === 'open') return true
  return first.kind === 'word' && (statementWords.has(first.text) || second.kind === 'operator')
}

export function alter(tokens: Tokens): Level | null {
  tokens.take()
  if (!takeWords(tokens, objects) || readTable(tokens) < 1) return null
  return takeWords(tokens, [
    'add',
    'drop',
    'modify',
    'set',
    'with',
    'rename',
    'alter',
    'change',
    'identified',
    'owner',
    'enable',
    'disable',
  ])
    ? skipToEnd(tokens, 3)
    : null
}

export function shutdown(tokens: Tokens): Level | null {
  tokens.take()
  if (takeWords(tokens, 'with', 'nowait')) return 4
  return ends(tokens) ? 1 : null
}

export function grant(tokens: Tokens): Level | null {
  tokens.take()
  do {
    if (!tokens.takeKind('word')) return null
    while (tokens.takeWord('privileges'));
  } while (tokens.takeKind('comma'))
  const isOn = tokens.takeWord('on')
  while (isOn && !ends(tokens) && !tokens.isWord('to') && !tokens.isWord('from')) tokens.take()
  if (!takeWords(tokens, ['to', 'from'])) return null
  const { kind } = tokens.peek()
  if (kind !== 'word' && kind !== 'string' && kind !== 'name') return null
  return skipToEnd(tokens, isOn ? 3 : 1)
}

/** `COPY table FROM|TO 'file' | /file | PROGRAM '…'` */
export function copy(tokens: Tokens): Level | null {
  tokens.take()
  if (tokens.peek().kind === 'open') readPrimary(tokens)
  else if (readTable(tokens) < 1) return null
  if (!takeWords(tokens, ['from', 'to'])) return null
  const isProgram = tokens.takeWord('program')
  const { kind, text } = tokens.peek()
  if (kind === 'operator' && text === '/') return skipToEnd(tokens, 3)
  return kind === 'string' ? skipToEnd(tokens, isProgram ? 5 : 4) : null
}

export function backup(tokens: Tokens): Level | null {
  tokens.take()
  if (
    !takeWords(tokens, [
      'database',
      'log',
      'headeronly',
      'filelistonly',
      'labelonly',
      'rewindonly',
      'verifyonly',
      'transaction',
    ])
  )
    return null
  if (tokens.peek().kind === 'name' || !takeWords(tokens, ['from', 'to'])) {
    tokens.take()
    if (!takeWords(tokens, ['from', 'to'])) return null
  }
  return takeWords(tokens, ['disk', 'tape', 'url']) ? skipToEnd(tokens, 4) : null
}

export function attach(tokens: Tokens): Level | null {
  tokens.take()
  tokens.takeWord('database')
  return readPrimary(tokens)?.form === 'string' && tokens.takeWord('as') && tokens.takeKind('word') ? 4 : null
}

export function load(tokens: Tokens): Level | null {
  tokens.take()
  if (!takeWords(tokens, ['data', 'xml'])) return null
  while (takeWords(tokens, ['local', 'low_priority', 'concurrent']));
  return tokens.takeWord('infile') ? skipToEnd(tokens, 4) : null
}

export function show(tokens: Tokens): Level | null {
  const { start } = tokens.take()
  tokens.takeWord('full')
  if (
    !takeWords(tokens, [
      'tables',
      'databases',
      'schemas',
      'grants',
      'variables',
      'processlist',
      'columns',
      'create',
      'status',
    ])
  )
    return null
  const { kind, end } = tokens.peek()
  const written = tokens.written(start, start + 4)
  const shouted = written === written.toLowerCase() ? 0 : 1
  if (kind === 'word' && !takeWords(tokens, ['in', 'from', 'like', 'for', 'where', 'table', 'database'])) return null
  return ends(tokens) ? 1 + shouted : readExpression(tokens) === null || end === start ? null : 2 + shouted
}

export function use(tokens: Tokens): Level | null {
  tokens.take()
  return (tokens.peek().kind === 'word' || tokens.peek().kind === 'name') && readTable(tokens) > 0 && ends(tokens)
    ? 1
    : null
}

export function bulk(tokens: Tokens): Level | null {
  tokens.take()
  return tokens.takeWord('insert') && readTable(tokens) > 0 && tokens.takeWord('from') ? skipToEnd(tokens, 4) : null
}
