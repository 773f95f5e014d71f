// What a person names on the command line → what is read: files, folders, patterns.
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type InputOptions, openInputs } from '../../src/app/inputs.ts'
import type { OperationalError } from '../../src/errors.ts'
import { createLayout } from '../../src/event/layout.ts'
import type { UnreadablePiece } from '../../src/intake/unreadable.ts'
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
