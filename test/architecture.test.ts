// The rules of ARCHITECTURE.md on what may know what, held against every file of the tree.
import { globSync, readFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { importsOf } from './imports.ts'

const root = resolve(import.meta.dirname, '..')

/**
 * What each part may import: other parts or single files of them, then packages. `type X`: its types alone. `node:*`: anything of Node's.
 * The core does no I/O, reads no clock and has no globals.
 */
// biome-ignore format: table
const core: Record<string, readonly string[]> = {
  'src/diagnostic':     [],
  'src/event':          [],
  'src/request':        ['src/event', 'ipaddr.js', 'tldts', 'node:crypto'],
  'grammar/rule':       ['chevrotain', 'type src/diagnostic'],
  'grammar/log-format': ['nearley', 'src/diagnostic'],
  'connectors':         ['grammar/log-format', 'src/diagnostic', 'src/event', 'src/request', 're2js', 'node:buffer'],
  'src/sensor':         ['src/event', 'src/request', 'node:buffer', 'node:crypto', 'node:zlib'],
  'src/compiler':       ['grammar/rule', 'src/diagnostic', 'src/event', 'chevrotain', 're2js', 'node:crypto'],
  'src/engine':         ['src/event', 'type src/compiler', 'node:crypto'],
  'src/application':    ['src/event'],
  'src/baseline':       ['src/event', 'src/request/remembered.ts'],
  'src/subprotocol':    ['src/event', 'node:buffer'],
  'src/audit':          ['src/baseline/class-of.ts', 'src/detect', 'src/event', 'src/incident/secrets.ts'],
  'src/detect':         ['src/event', 'src/subprotocol'],
  'src/incident':       ['src/event', 'type src/compiler', 'type src/engine', 'src/engine/snapshot/coming.ts', 'src/engine/snapshot/frozen.ts', 'node:crypto'],
  'src/pipeline':       ['src/engine', 'src/errors.ts', 'src/event', 'src/incident', 'type src/compiler', 'type src/queue', 'type src/store'],
  'src/explain':        ['src/compiler', 'src/engine', 'src/event', 'src/incident'],
  'src/rule-test':      ['src/detect', 'src/engine', 'src/event', 'src/incident', 'src/pipeline', 'src/subprotocol', 'type src/compiler'],
}

// biome-ignore format: table
const edges: Record<string, readonly string[]> = {
  'src/errors.ts':      [],
  'src/config':         ['src/compiler/plan.ts', 'src/diagnostic', 'src/errors.ts', 'src/event', 'src/request', 'valibot', 'yaml', 'node:*'],
  'src/intake':         ['connectors', 'src/diagnostic', 'src/errors.ts', 'src/event', 'src/incident/secrets.ts', 'src/request', 'src/sensor', 'node:*'],
  'src/queue':          ['src/errors.ts', 'src/event', 'type src/engine', 'bullmq', 'ioredis', 'node:*'],
  'src/store':          ['src/errors.ts', 'src/event', 'src/incident', 'src/compiler/plan.ts', 'src/queue', '@elastic/elasticsearch', 'node:*'],
  'src/kibana':         ['src/errors.ts', 'node:*'],
  'src/actions':        ['src/errors.ts', 'src/incident', 'src/compiler/plan.ts', 'type src/event', 'src/request', 'type src/store', 'ipaddr.js', 'node:*'],
  'src/metrics':        ['prom-client'],
  'src/language-server': ['grammar/rule', 'src/compiler', 'src/diagnostic', 'src/event', 'chevrotain', 'vscode-languageserver', 'vscode-languageserver-textdocument', 'node:url'],
  'src/api':            ['src/errors.ts', 'src/incident', 'src/compiler/plan.ts', 'type src/event', 'src/request', 'type src/store', 'fastify', 'node:*'],
}

/** Runs inside other people's programs, so that it needs little. It reads requests as the sensor does. */
// biome-ignore format: table
const inside: Record<string, readonly string[]> = {
  'integrations':       ['src/request', 'src/sensor', 'type src/event', 'node:*'],
}

/** Where the parts are put together: these see them all, and nothing but the command line sees them. */
const everyPart = [...Object.keys(core), ...Object.keys(edges)]
// biome-ignore format: table
const outermost: Record<string, readonly string[]> = {
  'src/app':            [...everyPart, 'node:*'],
  'src/cli':            [...everyPart, 'src/app', 'commander', 'picocolors', 'node:*'],
  'src/main.ts':        ['src/app', 'src/cli', 'src/errors.ts', 'node:*'],
}

const allowed: Record<string, readonly string[]> = { ...core, ...edges, ...inside, ...outermost }
const ours = globSync('{src,grammar,connectors,integrations}/**/*.ts', { cwd: root }).map((file) =>
  file.replaceAll('\\', '/'),
)

/** Of a file, the part it belongs to; a package stands for itself. */
function partOf(target: string): string {
  const [top, second] = target.split('/')
  return top === 'src' || top === 'grammar' ? `${top}/${second}` : top!
}

test('every part of the tree stands in the table', () => {
  expect([...new Set(ours.map(partOf))].filter((part) => allowed[part] === undefined)).toEqual([])
})

test.each(Object.keys(allowed))('%s imports only what it may', (part) => {
  const own = ours.filter((file) => partOf(file) === part)
  expect(own.flatMap((file) => forbiddenImports(file, allowed[part]!))).toEqual([])
})

function forbiddenImports(file: string, may: readonly string[]): string[] {
  return importsOf(readFileSync(join(root, file), 'utf8'))
    .map(({ from, typesOnly }) => ({ target: from.startsWith('.') ? join(dirname(file), from) : from, typesOnly }))
    .filter(({ target, typesOnly }) => partOf(target) !== partOf(file) && !isAllowed(target, typesOnly, may))
    .map(({ target, typesOnly }) => `${file} → ${typesOnly ? 'type ' : ''}${target}`)
}

function isAllowed(target: string, typesOnly: boolean, may: readonly string[]): boolean {
  if (target.startsWith('node:') && may.includes('node:*')) return true
  const names = [target, partOf(target)]
  return names.some((name) => may.includes(name) || (typesOnly && may.includes(`type ${name}`)))
}

/** Narrower than the parts above. */
const oneFolder: Readonly<Record<string, string>> = { '@elastic/elasticsearch': 'src/store/elastic/' }

test.each(Object.entries(oneFolder))('%s is known in one folder', (name, folder) => {
  const knowing = ours.filter((file) =>
    importsOf(readFileSync(join(root, file), 'utf8')).some(({ from }) => from === name),
  )
  expect(knowing.length).toBeGreaterThan(0)
  expect(knowing.filter((file) => !file.startsWith(folder))).toEqual([])
})

test('the parts form no circle', () => {
  const finished = new Set<string>()
  const visit = (part: string, path: readonly string[]): void => {
    if (path.includes(part)) throw new Error([...path, part].join(' → '))
    if (finished.has(part)) return
    for (const next of allowed[part] ?? []) visit(next, [...path, part])
    finished.add(part)
  }
  for (const part of Object.keys(allowed)) visit(part, [])
})

const ambient =
  /\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b|\bMath\.random\b|\bprocess\.|\bglobalThis\b|\bset(?:Timeout|Interval|Immediate)\b|\bconsole\.|\bfetch\(/

test.each(Object.keys(core))('%s asks neither clock nor chance nor environment, and prints nothing', (part) => {
  const own = ours.filter((file) => partOf(file) === part && file !== driver)
  const found = own.flatMap((file) =>
    codeOf(file)
      .filter((line) => ambient.test(line))
      .map((line) => `${file}: ${line.trim()}`),
  )
  expect(found).toEqual([])
})

/** What drives the others in time waits here: for room, and before it tries again. */
const driver = 'src/pipeline/patience.ts'

const codeOf = (file: string): string[] =>
  readFileSync(join(root, file), 'utf8')
    .split('\n')
    .filter((line) => !/^\s*(?:\/\/|\/?\*)/.test(line))

const written = globSync('{src,grammar,connectors,integrations,test,scripts,bench,examples}/**/*.{ts,js,cjs,mjs}', {
  cwd: root,
})

test('no folder is a drawer for odds and ends', () => {
  const drawers = ['utils', 'util', 'helpers', 'common', 'shared', 'core', 'misc', 'lib']
  expect(
    written.filter((file) =>
      dirname(file)
        .split('/')
        .some((folder) => drawers.includes(folder)),
    ),
  ).toEqual([])
})

const byHand = written.filter((file) => !basename(file).includes('.generated.'))

test('every file opens by saying what it is', () => {
  expect(byHand.filter((file) => !/^(?:#!.*\n)?\/[/*] ?\S/.test(readFileSync(join(root, file), 'utf8')))).toEqual([])
})

test('no file has outgrown one reading', () => {
  const tooLong = ours.filter(
    (file) => !file.includes('.generated.') && readFileSync(join(root, file), 'utf8').split('\n').length > 400,
  )
  expect(tooLong).toEqual([])
})
