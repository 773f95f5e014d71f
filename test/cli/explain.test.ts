// `tripline explain`: what of the config it goes by.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { explainCommand } from '../../src/cli/explain.ts'

let folder = ''
let said = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tripline-explain-'))
  said = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said += String(text)
    return true
  })
})

afterEach(() => {
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true, force: true })
})

const put = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

test('the file of a list lies beside the config that names it', async () => {
  const rule = put(
    'rule_with_list.trip',
    `list bad_hosts: cidr = ["10.0.0.0/8"]
rule rule_with_list {
  title "A"
  level low
  detect handshake where source.ip in $bad_hosts
}
`,
  )
  put('hosts.txt', '192.0.2.1\n192.0.2.2\n192.0.2.3\n')
  const config = put('tripline.yaml', 'version: 1\nlists:\n  bad_hosts: { file: hosts.txt }\n')
  expect(await explainCommand(rule, [], { config, json: true, atEnd: 'undecided' })).toBe(0)
  expect(JSON.parse(said).lists).toEqual([{ name: 'bad_hosts', type: 'cidr', entries: 3 }])
})
