// What a person names on the command line → what is read: files, folders, patterns.
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type InputOptions, openInputs } from '../../src/app/inputs.ts'
import { loadRules } from '../../src/app/rules.ts'
import type { OperationalError } from '../../src/errors.ts'
import { createLayout } from '../../src/event/layout.ts'
import type { IncidentChange } from '../../src/incident/incident.ts'
import type { UnreadablePiece } from '../../src/intake/unreadable.ts'
import { Evaluator } from '../../src/pipeline/evaluator.ts'
import { scan } from '../../src/pipeline/scan.ts'
import { linesOf, temporaryFolder } from '../intake/place.ts'

const capture = resolve(import.meta.dirname, '../../examples/day-of-chat.pcap')

function folderOfAll(): string {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'within'))
  copyFileSync(capture, join(folder, 'one.pcap'))
  copyFileSync(capture, join(folder, 'two.pcap'))
  writeFileSync(join(folder, 'b.log'), `${linesOf(['b', 'c', 'd'])}nonsense with token=abc\n`)
  writeFileSync(join(folder, 'a.log'), linesOf(['a']))
  writeFileSync(join(folder, 'a.log.1'), linesOf(['older']))
  writeFileSync(join(folder, 'empty.log'), '')
  writeFileSync(join(folder, 'notes.txt'), 'Nothing that anybody could know.')
  return folder
}

async function opened(paths: readonly string[], options: InputOptions = {}) {
  const { sources, refused } = await openInputs(paths, options)
  return { sources, ids: sources.map(({ info }) => basename(info.id)), refused: refused.map(({ code }) => code) }
}

test('of a folder all captures and logs are read, also rotated ones, and what is neither is told', async () => {
  const { ids, refused } = await opened([folderOfAll()])
  expect(ids).toEqual(['sensor', 'a.log', 'a.log.1', 'b.log'])
  expect(refused).toEqual(['INPUT_UNKNOWN'])
})

test('a pattern that the shell has left as it is means the files that match it, each once', async () => {
  const folder = folderOfAll()
  const { ids, refused } = await opened([join(folder, '*.log'), join(folder, 'a.log')])
  expect(ids).toEqual(['a.log', 'b.log'])
  expect(refused).toEqual([])
})

test.each(['*.nothing', 'within'])('where %s means no file, that is said', async (path) => {
  const refused = openInputs([join(folderOfAll(), path)], {})
  await expect(refused).rejects.toMatchObject({ code: 'INPUT_NOTHING' } satisfies Partial<OperationalError>)
})

describe('a log that nothing recognises, without a connector that is named', () => {
  const mapping = 'pattern: "^(?<ip>[^|]+)[|](?<at>[^|]+)"\ntime: at\ncategory: request\nfields: { source.ip: ip }\n'

  function ownLog() {
    const folder = temporaryFolder()
    const path = join(folder, 'own.log')
    writeFileSync(path, '203.0.113.9|22/Nov/2026:04:22:05 +0000|GET /ws HTTP/1.1|101\n')
    writeFileSync(join(folder, 'mapping.yaml'), mapping)
    return { path, mapping: join(folder, 'mapping.yaml') }
  }

  async function eventsOf(path: string, options: InputOptions): Promise<number> {
    const { sources } = await openInputs([path], options)
    let events = 0
    for await (const { batch } of sources[0]!.deliveries(createLayout([]))) events += batch.length
    return events
  }

  test('is read by the format that is given', async () => {
    expect(await eventsOf(ownLog().path, { format: '$remote_addr|$time_local|$request|$status' })).toBe(2)
  })

  test('is read by the mapping that is given', async () => {
    const { path, mapping } = ownLog()
    expect(await eventsOf(path, { mapping })).toBe(1)
  })

  test('is refused where nothing is given', async () => {
    await expect(openInputs([ownLog().path], {})).rejects.toMatchObject({ code: 'INPUT_UNKNOWN' })
  })
})

test('lines that cannot be read are given to who keeps them', async () => {
  const kept: UnreadablePiece[] = []
  const { sources } = await opened([join(folderOfAll(), 'b.*')], { keep: (piece) => kept.push(piece) })
  for await (const _ of sources[0]!.deliveries(createLayout([])));
  expect(kept).toMatchObject([{ connector: 'ndjson', reason: 'not JSON', text: 'nonsense with token=abc' }])
})

test('a log out of order within its lateness gives the incidents of the same log in order', async () => {
  const moments = Array.from({ length: 6000 }, (_, n) => ({ us: n * 100_000, user: `u${(n * 7919) % 13}` }))
  const lineOf = ({ us, user }: (typeof moments)[number], n: number): string =>
    `{"@timestamp":${us / 1000},"event.sequence":${n},"event.id":"e${n}","event.category":"auth","user.name":"${user}"}\n`
  const lines = moments.map(lineOf)
  // By up to four seconds, in some stretches alone.
  const delay = (n: number): number => (n % 1500 < 900 ? 0 : (n * 31) % 40)
  const shuffled = lines.map((line, n) => ({ line, at: n + delay(n) })).sort((a, b) => a.at - b.at)
  const written = (name: string, text: string): string => {
    const path = join(temporaryFolder(), name)
    writeFileSync(path, text)
    return path
  }
  const rulesFile = written('six_of_a_kind.trip', sixOfAKind)
  const incidentsOf = async (path: string) => {
    const { sources } = await openInputs([path], {})
    const { ruleset } = loadRules({ paths: [rulesFile] })
    const evaluator = new Evaluator(
      ruleset,
      sources.map(({ info }) => info),
    )
    const changes: IncidentChange[] = []
    for await (const evaluation of scan(sources, evaluator)) changes.push(...evaluation.changes)
    changes.push(...evaluator.end('undecided'))
    expect(evaluator.ruleCounters()).toMatchObject([{ late: 0 }])
    return changes.map((change) => (change.kind === 'raised' ? change.incident.document['@timestamp'] : change.kind))
  }
  const inOrder = await incidentsOf(written('log', lines.join('')))
  expect(inOrder.length).toBeGreaterThan(100)
  expect(await incidentsOf(written('log', shuffled.map(({ line }) => line).join('')))).toEqual(inOrder)
})

const sixOfAKind = `language 1

rule six_of_a_kind {
  title "Six of a user within twelve seconds"
  level low

  detect
    auth
    | stats n = count() by user.name over 12s
    | where n >= 6
}
`
