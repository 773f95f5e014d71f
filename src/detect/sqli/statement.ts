// Tokens where a statement may begin → how sure it is that one does. Null where none fits.
import {
  alter,
  attach,
  backup,
  bulk,
  copy,
  create,
  drop,
  grant,
  load,
  show,
  shutdown,
  truncate,
  use,
} from './administration.ts'
import { readDotted } from './call.ts'
import { readExpression, readPrimary } from './expression.ts'
import { readClause, readSelect, readTable, readTables } from './select.ts'
import { ends, skipToEnd, takeWords } from './taking.ts'
import type { Tokens } from './tokens.ts'
import { conditionLevel, type Level } from './value.ts'
import { catalogues, tellingFunctions } from './words.ts'

export function readStatement(tokens: Tokens): Level | null {
  const { kind, text } = tokens.peek()
  if (kind === 'open') return tokens.isWord('select', 1) ? (readPrimary(tokens)?.level ?? null) : null
  if (kind !== 'word') return null
  const read = statements.get(text)
  return read === undefined ? null : read(tokens)
}

type Read = (tokens: Tokens) => Level | null

const statements: ReadonlyMap<string, Read> = new Map<string, Read>([
  ['select', readSelect],
  ['insert', insert],
  ['replace', insert],
  ['merge', insert],
  ['update', update],
  ['delete', remove],
  ['drop', drop],
  ['truncate', truncate],
  ['create', create],
  ['alter', alter],
  ['exec', execute],
  ['execute', execute],
  ['declare', declare],
  ['waitfor', waitFor],
  ['shutdown', shutdown],
  ['grant', grant],
  ['revoke', grant],
  ['copy', copy],
  ['backup', backup],
  ['restore', backup],
  ['attach', attach],
  ['load', load],
  ['show', show],
  ['use', use],
  ['call', call],
  ['begin', begin],
  ['end', end],
  ['commit', alone],
  ['rollback', alone],
  ['vacuum', alone],
  ['kill', kill],
  ['lock', (tokens) => (tokens.take() && takeWords(tokens, ['table', 'tables']) && readTable(tokens) > 0 ? 2 : null)],
  [
    'rename',
    (tokens) => (tokens.take() && tokens.takeWord('table') && readTable(tokens) > 0 ? skipToEnd(tokens, 2) : null),
  ],
  ['desc', describe],
  ['describe', describe],
  ['else', begin],
  ['print', print],
  ['handler', handler],
  ['prepare', prepare],
  ['set', set],
  ['if', branch],
  ['bulk', bulk],
  ['do', run],
  ['explain', (tokens) => (tokens.take() && tokens.isWord('select') ? readSelect(tokens) : null)],
  ['pragma', pragma],
  ['with', withQuery],
  ['values', run],
  ['flush', (tokens) => (tokens.take() && takeWords(tokens, ['privileges', 'tables', 'logs', 'hosts']) ? 2 : null)],
  ['reconfigure', (tokens) => (tokens.take() ? 2 : null)],
])

function insert(tokens: Tokens): Level | null {
  tokens.take()
  while (takeWords(tokens, ['ignore', 'low_priority', 'delayed', 'high_priority', 'or', 'replace']));
  if (!tokens.takeWord('into')) return null
  const table = readTables(tokens)
  if (table < 0 || (table === 0 && !tokens.isWord('values'))) return null
  while (tokens.takeKind('open')) {
    while (tokens.peek().kind !== 'close' && readExpression(tokens) !== null && tokens.takeKind('comma'));
    if (!tokens.takeKind('close')) break
  }
  if (takeWords(tokens, ['values', 'value', 'default', 'using'])) return rows(tokens)
  if (tokens.isWord('select')) return Math.max(3, readSelect(tokens))
  if (tokens.takeWord('set')) return assignments(tokens)
  return ends(tokens) ? 1 : 2
}

function rows(tokens: Tokens): Level {
  if (tokens.peek().kind !== 'open') return ends(tokens) ? 3 : 1
  do {
    const row = readPrimary(tokens)
    if (row === null) return 3
  } while (tokens.takeKind('comma') && tokens.peek().kind === 'open')
  if (takeWords(tokens, 'on', 'duplicate', 'key', 'update')) assignments(tokens)
  return 4
}

function assignments(tokens: Tokens): Level | null {
  do {
    const found = readExpression(tokens)
    if (found === null) return null
    if (found.form !== 'comparison') return 0
  } while (tokens.takeKind('comma'))
  return readWhere(tokens, 3)
}

function readWhere(tokens: Tokens, level: Level): Level {
  let all = level
  for (let clause = readClause(tokens); clause !== null; clause = readClause(tokens))
    all = Math.max(all, clause) + (clause > 0 ? 1 : 0)
  return all
}

function update(tokens: Tokens): Level | null {
  tokens.take()
  const table = readTables(tokens)
  return table > 0 && tokens.takeWord('set') ? assignments(tokens) : null
}

function remove(tokens: Tokens): Level | null {
  tokens.take()
  if (!tokens.takeWord('from')) return null
  const table = readTables(tokens)
  return table < 1 ? null : readWhere(tokens, table > 1 ? 2 : 1)
}

function execute(tokens: Tokens): Level | null {
  tokens.take()
  if (tokens.takeWord('immediate')) return skipToEnd(tokens, 4)
  const { kind, text } = tokens.peek()
  if (kind === 'open') return executeGroup(tokens)
  if (kind === 'variable') return (readExpression(tokens)?.level ?? 0) + 2
  if (kind === 'end') return null
  if (kind !== 'word' && kind !== 'name') return null
  let several = false
  const parts = readDotted(tokens)
  const isKnown = parts.some(
    (part) => /^(?:xp_|sp_|dbms_)/.test(part.text) || catalogues.has(part.text) || tellingFunctions.has(part.text),
  )
  if (tokens.peek().kind === 'open') readPrimary(tokens)
  else while (!ends(tokens) && readExpression(tokens) !== null && tokens.takeKind('comma')) several = true
  if (isKnown) return 4
  if (several && tokens.isAfter('string')) return skipToEnd(tokens, 3)
  return parts.length > 1 || tokens.isAfter('string') ? 2 : text === 'xp' || text === 'sp' ? 3 : 1
}

/** `EXECUTE ('…') AT server` */
function executeGroup(tokens: Tokens): Level {
  const found = readPrimary(tokens)
  if (tokens.takeWord('at')) tokens.takeKind('word')
  return found?.form === 'string' ? 4 : Math.max(3, found?.level ?? 3)
}

/** `DECLARE @x type`, and Oracle's and PostgreSQL's `DECLARE x type`. */
function declare(tokens: Tokens): Level | null {
  tokens.take()
  if (tokens.peek().kind === 'end') return null
  const isVariable = tokens.peek().kind === 'variable'
  if (!isVariable && tokens.peek().kind !== 'word') return null
  tokens.take()
  if (!tokens.takeWordOf(types)) return isVariable ? 3 : null
  return skipToEnd(tokens, isVariable ? 4 : 2)
}

const types = new Set(
  'int integer bigint smallint char nchar varchar nvarchar varchar2 text ntext bit float real numeric decimal date datetime table cursor clob blob xml pragma sysname varbinary binary boolean'.split(
    ' ',
  ),
)

function waitFor(tokens: Tokens): Level | null {
  tokens.take()
  if (!takeWords(tokens, ['delay', 'time'])) return null
  const { kind } = tokens.peek()
  if (kind !== 'string' && kind !== 'variable' && kind !== 'end') return null
  tokens.take()
  return 4
}

function call(tokens: Tokens): Level | null {
  tokens.take()
  const found = tokens.peek().kind === 'word' ? readExpression(tokens) : null
  return found?.form === 'call' ? Math.max(2, found.level) : null
}

/** In Oracle a statement is also a procedure's call by itself. */
function begin(tokens: Tokens): Level | null {
  tokens.take()
  const statement = readStatement(tokens)
  if (statement !== null || tokens.peek().kind !== 'word') return statement
  const found = readExpression(tokens)
  return found?.form === 'call' ? found.level : null
}

/** `END`, `END IF`, `END LOOP` */
function end(tokens: Tokens): Level | null {
  tokens.take()
  takeWords(tokens, ['if', 'case', 'loop', 'while'])
  return ends(tokens) ? 0 : null
}

function alone(tokens: Tokens): Level | null {
  tokens.take()
  return ends(tokens) ? 0 : null
}

function kill(tokens: Tokens): Level | null {
  tokens.take()
  return tokens.takeKind('number') && ends(tokens) ? 1 : null
}

function describe(tokens: Tokens): Level | null {
  tokens.take()
  const table = readTable(tokens)
  return table > 0 && ends(tokens) ? table : null
}

function print(tokens: Tokens): Level | null {
  tokens.take()
  const found = readExpression(tokens)
  if (found === null) return null
  return found.form === 'variable' ? 4 : found.form === 'string' ? 1 : found.level
}

function handler(tokens: Tokens): Level | null {
  tokens.take()
  return readTable(tokens) > 0 && takeWords(tokens, ['open', 'read', 'close']) ? skipToEnd(tokens, 3) : null
}

function prepare(tokens: Tokens): Level | null {
  tokens.take()
  if (!tokens.takeKind('word') || !takeWords(tokens, ['from', 'as'])) return null
  const { kind } = tokens.peek()
  return kind === 'string' || kind === 'variable' ? skipToEnd(tokens, 4) : null
}

function set(tokens: Tokens): Level | null {
  tokens.take()
  const { kind } = tokens.peek()
  const found = readExpression(tokens)
  if (found === null || found.form !== 'comparison') return null
  if (kind === 'variable') return Math.max(found.level, 3)
  return found.level > 2 ? found.level : 1
}

/** `IF condition statement`, and MySQL's `IF(a, b, c)` standing alone. */
function branch(tokens: Tokens): Level | null {
  const isGlued = tokens.peek(1).start === tokens.peek().end
  tokens.take()
  const found = readExpression(tokens)
  if (found === null) return null
  const level = conditionLevel('and', found)
  // `IF condition THEN call; …`, as Oracle and PostgreSQL have it.
  if (tokens.takeWord('then')) {
    const done = readStatement(tokens) ?? readExpression(tokens)?.level ?? null
    return done === null ? null : Math.max(level, done)
  }
  const then = readStatement(tokens)
  if (then !== null) return Math.max(level, then, 2) + 1
  return isGlued || level >= 4 ? level : null
}

function run(tokens: Tokens): Level | null {
  tokens.take()
  const found = readExpression(tokens)
  return found && found.form !== 'name' ? Math.max(found.level, found.form === 'call' ? 2 : 1) : null
}

function pragma(tokens: Tokens): Level | null {
  tokens.take()
  const found = readExpression(tokens)
  return found && (found.form === 'call' ? 3 : found.form === 'comparison' ? 2 : 1)
}

/** `WITH name AS ( SELECT … )` */
function withQuery(tokens: Tokens): Level | null {
  tokens.take()
  tokens.takeWord('recursive')
  if (!tokens.takeKind('word')) return null
  if (tokens.peek().kind === 'open') readPrimary(tokens)
  if (!tokens.takeWord('as') || tokens.peek().kind !== 'open' || !tokens.isWord('select', 1)) return null
  readPrimary(tokens)
  return tokens.isWord('select') ? Math.max(4, readSelect(tokens)) : 4
}
