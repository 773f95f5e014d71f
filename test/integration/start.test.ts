// What a command loads before it does anything: no more than it needs.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../intake/place.ts'
import { onThisNode, root, run } from './process.ts'

const telling = `import { registerHooks } from 'node:module'
const loaded = []
registerHooks({
  load(url, context, next) {
    if (!url.startsWith('node:')) loaded.push(url)
    return next(url, context)
  },
})
process.on('exit', () => process.stderr.write(loaded.join('\\n')))
`

/** Files of ours by their path, packages by their name. */
function loadedBy(...words: string[]): readonly string[] {
  const hooks = join(temporaryFolder(), 'telling.mjs')
  writeFileSync(hooks, telling)
  const { status, stderr } = run(root, onThisNode(), process.execPath, [
    ...['--import', pathToFileURL(hooks).href, 'src/main.ts'],
    ...words,
  ])
  expect(status).toBe(0)
  const urls = stderr.split('\n').filter((line) => line.startsWith('file:'))
  expect(urls.length).toBeGreaterThan(0)
  return [...new Set(urls.map(nameOf))]
}

const nameOf = (url: string): string =>
  /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? url.slice(pathToFileURL(root).href.length + 1)

test.each(['--version', '-V'])('%s loads what knows the version, and nothing else', (flag) => {
  expect(loadedBy(flag).toSorted()).toEqual(['src/app/root.ts', 'src/app/version.ts', 'src/errors.ts', 'src/main.ts'])
})

test('help loads neither compiler nor engine nor connectors', () => {
  const parts = loadedBy('--help').map((name) => name.split('/').slice(0, 2).join('/'))
  expect(parts).not.toContain('chevrotain')
  expect(parts.filter((part) => /^(?:src\/engine|src\/intake|connectors|grammar)/.test(part))).toEqual([])
})

test('a scan of a log loads no server, no store, no sensor', () => {
  const log = join(temporaryFolder(), 'log')
  writeFileSync(log, '{"@timestamp":0,"event.category":"network"}\n')
  const loaded = loadedBy('scan', '--json', log)
  expect(loaded).toContain('chevrotain')
  const heavy =
    /^(?:@elastic|bullmq|fastify|ioredis|prom-client|src\/(?:api|queue|store|metrics)\/|src\/sensor\/sensor)/
  expect(loaded.filter((name) => heavy.test(name))).toEqual([])
})
