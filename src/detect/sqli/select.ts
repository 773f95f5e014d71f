// Tokens at SELECT, at UNION or at a clause → how sure it is that this is a query and no sentence.
import { readDotted } from './call.ts'
import { readExpression, readPrimary } from './expression.ts'
import type { Token, Tokens } from './tokens.ts'
import { conditionLevel, type Level, type Value } from './value.ts'
import {
  catalogues,
  clauseWords,
  logicalWords,
  matchWords,
  proseWords,
  setWords,
  statementWords,
  usualTables,
} from './words.ts'

/** `SELECT [DISTINCT] [TOP n] list { clause }`. What does not fit is left for who asked. */
export function readSelect(tokens: Tokens): Level {
  const word = tokens.take()
  while (tokens.takeWordOf(quantifiers));
  if (tokens.takeWord('top')) readPrimary(tokens)
  if (tokens.peek().kind === 'end' || tokens.peek().kind === 'comment') return 1
  const list = readList(tokens)
  let level = list.level
  if (tokens.isWord('from')) level = readFrom(tokens, word, list)
  for (let clause = readClause(tokens); clause !== null; clause = readClause(tokens))
    level = Math.max(level, clause + 1)
  return level
}

const quantifiers = new Set(['all', 'distinct', 'sql_calc_found_rows', 'high_priority', 'straight_join', 'distinctrow'])

interface List {
  readonly level: Level
  readonly items: number
  readonly isProse: boolean
}

function readList(tokens: Tokens): List {
  let [level, items, literals, isProse] = [0, 0, 0, false]
  do {
    const { kind, text } = tokens.peek()
    isProse ||= kind === 'word' && proseWords.has(text)
    if (kind === 'operator' && text === '*') {
      tokens.take()
      level = Math.max(level, 2)
    } else {
      const item = readExpression(tokens)
      if (item === null) break
      if (itemLevel(item) >= 2) literals++
      level = Math.max(level, itemLevel(item), literals > 1 ? 3 : 0)
    }
    items++
    readAlias(tokens)
  } while (tokens.takeKind('comma'))
  return { level: isProse ? Math.min(level, 1) : level, items, isProse }
}

function itemLevel({ form, level, text }: Value): Level {
  if (form === 'call') return level > 0 ? level + 1 : level
  if (form === 'number' || form === 'string' || form === 'constant') return Math.max(level, 2)
  if (form === 'variable') return level + 1
  return form === 'name' && /[._]/.test(text) ? Math.max(level, 1) : level
}

function readAlias(tokens: Tokens): void {
  if (tokens.takeWord('as')) {
    const { kind } = tokens.peek()
    if (kind === 'word' || kind === 'name' || kind === 'string') tokens.take()
    return
  }
  const { kind } = tokens.peek()
  if (kind === 'name' || (kind === 'word' && !isKeyword(tokens.peek()))) tokens.take()
}

function isKeyword({ text }: Token): boolean {
  return (
    clauseWords.has(text) ||
    statementWords.has(text) ||
    logicalWords.has(text) ||
    matchWords.has(text) ||
    text === 'is' ||
    text === 'in' ||
    text === 'not' ||
    text === 'between'
  )
}

function readFrom(tokens: Tokens, word: Token, list: List): Level {
  const from = tokens.take()
  const table = readTables(tokens)
  if (table < 0) return list.level
  if (list.isProse && table < 2) return 1
  const shouted = isShouted(tokens, word) && isShouted(tokens, from) ? 1 : 0
  return Math.max(list.level, table, Math.min(2, list.items)) + (table > 0 ? 1 + shouted : 0)
}

/** Keywords in capitals or in mixed case, as databases' own examples and those who hide from filters write them. */
function isShouted(tokens: Tokens, { start, end }: Token): boolean {
  const written = tokens.written(start, end)
  return written !== written.toLowerCase()
}

/** `table [alias] { "," table | JOIN table ON expression }`; -1 where no table follows. */
export function readTables(tokens: Tokens): Level {
  let level = -1
  do {
    const { kind } = tokens.peek()
    let found = 0
    if (kind === 'end') found = 0
    else if (kind === 'open') found = Math.max(2, readPrimary(tokens)?.level ?? -1)
    else if (kind === 'word' || kind === 'name' || kind === 'variable') found = readTable(tokens)
    else return level
    level = Math.max(level, found)
    readAlias(tokens)
  } while (tokens.takeKind('comma') || takeJoin(tokens))
  return level
}

function takeJoin(tokens: Tokens): boolean {
  if (tokens.takeWord('on') && readExpression(tokens) === null) return false
  let isJoin = false
  while (tokens.takeWordOf(joinWords)) isJoin = true
  return isJoin
}

const joinWords = new Set(['join', 'inner', 'outer', 'left', 'right', 'full', 'cross', 'natural', 'straight_join'])

/** 0 for what no table is called, 1 for any name, more for what only databases have. */
export function readTable(tokens: Tokens): Level {
  const first = tokens.peek()
  if (first.kind === 'variable') return tokens.take() ? 2 : 0
  const level = readTableName(tokens)
  if (tokens.peek().kind === 'open') readPrimary(tokens)
  return level
}

export function readTableName(tokens: Tokens): Level {
  const first = tokens.peek()
  if (first.kind !== 'word' && first.kind !== 'name') return 0
  const parts = readDotted(tokens)
  const names = parts.map(({ text }) => text.toLowerCase())
  if (names.some((name) => catalogues.has(name) || /^(?:pg_|sys_|dba_|v\$|gv\$|all_tab)/.test(name))) return 4
  if (first.kind === 'name' || names.length > 1 || /[_$\d]/.test(names[0]!)) return 2
  if (usualTables.has(names[0]!)) return 2
  return proseWords.has(names[0]!) ? 0 : 1
}

/** `UNION [ALL] ( SELECT … | VALUES … | TABLE … )` */
export function readSetTail(tokens: Tokens): Level {
  tokens.take()
  const isAll = tokens.isWord('all')
  while (tokens.takeWordOf(quantifiers));
  let opened = 0
  while (tokens.takeKind('open')) opened++
  const level = readCombined(tokens, isAll || opened > 0)
  for (; opened > 0 && tokens.takeKind('close'); opened--);
  tokens.strongest = Math.max(tokens.strongest, level)
  return level
}

function readCombined(tokens: Tokens, isPlain: boolean): Level {
  if (tokens.peek().kind === 'end') return 1
  if (tokens.takeWord('values') || tokens.takeWord('table')) return readPrimary(tokens) === null ? 1 : 3
  if (!tokens.isWord('select')) return 0
  const { kind } = tokens.peek(1)
  if (kind === 'end' || kind === 'comment') return 3
  const found = readSelect(tokens)
  return found < 2 ? found : found + (isPlain ? 2 : 1)
}

/** A clause that may follow a condition; null where none begins here, or it does not fit. */
export function readClause(tokens: Tokens): Level | null {
  const { kind, text } = tokens.peek()
  if (kind !== 'word') return null
  if (setWords.has(text)) return readSetTail(tokens)
  return clauses.get(text)?.(tokens) ?? null
}

const clauses: ReadonlyMap<string, (tokens: Tokens) => Level | null> = new Map(
  Object.entries({
    where: condition,
    having: condition,
    group: listBy,
    order: listBy,
    limit,
    offset: limit,
    procedure,
    into,
    from,
    as: alias,
    for: suffix,
    lock: suffix,
    asc: order,
    desc: order,
    returning: (tokens: Tokens) => (tokens.take() && readList(tokens).items > 0 ? 1 : null),
  }),
)

function order(tokens: Tokens): Level {
  tokens.take()
  return 0
}

function condition(tokens: Tokens): Level | null {
  tokens.take()
  const found = readExpression(tokens)
  return found && conditionLevel('and', found)
}

function listBy(tokens: Tokens): Level | null {
  const { text } = tokens.take()
  if (!tokens.takeWord('by')) return null
  let level = 0
  do {
    if (tokens.peek().kind === 'end') return Math.max(1, level)
    const item = readExpression(tokens)
    // `GROUP BY 1,2,--`
    if (item === null) return level > 0 ? level : null
    const own = item.form === 'number' && text === 'order' ? 3 : 1
    level = Math.max(level, own, item.level)
    if (!tokens.takeWord('asc')) tokens.takeWord('desc')
    if (tokens.takeWord('nulls')) tokens.take()
  } while (tokens.takeKind('comma'))
  return level
}

function limit(tokens: Tokens): Level | null {
  tokens.take()
  let level = 1
  do {
    const amount = readExpression(tokens)
    if (amount === null) return null
    level = Math.max(level, amount.level)
  } while (tokens.takeKind('comma') || tokens.takeWord('offset'))
  return level
}

function procedure(tokens: Tokens): Level | null {
  if (tokens.peek(1).text !== 'analyse') return null
  tokens.take()
  return readPrimary(tokens)?.level ?? null
}

function into(tokens: Tokens): Level | null {
  tokens.take()
  if (tokens.takeWord('outfile') || tokens.takeWord('dumpfile')) return readPrimary(tokens)?.form === 'string' ? 4 : 2
  const { kind } = tokens.peek()
  if (kind === 'variable') return tokens.take() ? 2 : null
  return kind === 'word' && readDotted(tokens).length > 0 ? 1 : null
}

function from(tokens: Tokens): Level | null {
  tokens.take()
  const table = readTables(tokens)
  return table < 0 ? null : table
}

function alias(tokens: Tokens): Level | null {
  tokens.take()
  return tokens.takeKind('word') || tokens.takeKind('name') ? 0 : null
}

/** `FOR UPDATE`, `FOR XML PATH('')`, `LOCK IN SHARE MODE` */
function suffix(tokens: Tokens): Level | null {
  const { text } = tokens.take()
  const words = text === 'for' ? ['update', 'share', 'xml', 'json'] : ['in']
  if (!words.some((word) => tokens.takeWord(word))) return null
  while (tokens.peek().kind === 'word' && tokens.peek(1).kind !== 'open') tokens.take()
  if (tokens.peek().kind === 'word') readPrimary(tokens)
  return 2
}
