// The Dockerfile's own steps, done in a folder instead of an image: what comes out runs as a container would.
import { cpSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { contextFiles, copyOf, filesOf, type Instruction, readStages } from '../deploy/dockerfile.ts'
import { onThisNode, type Ran, root, run } from './process.ts'

const folder = mkdtempSync(join(tmpdir(), 'tripline-image-'))
const files = contextFiles()
const stages = readStages()
const app = join(folder, String(stages.length - 1), 'app')

beforeAll(() => {
  for (const [index, { instructions }] of stages.entries()) build(join(folder, String(index)), instructions)
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A stage's file system is a folder. */
function build(image: string, instructions: readonly Instruction[]): void {
  let at = image
  for (const instruction of instructions) {
    if (instruction.keyword === 'WORKDIR') {
      at = join(image, instruction.text)
      mkdirSync(at, { recursive: true })
    }
    if (instruction.keyword === 'COPY') copy(at, instruction)
    // The others make folders that belong to the image's user, whom there is not here.
    if (instruction.keyword === 'RUN' && /^(?:npm|node) /.test(instruction.text)) perform(at, instruction.text)
  }
}

function copy(at: string, instruction: Instruction): void {
  const { from, sources, target } = copyOf(instruction)
  for (const source of sources) {
    if (from !== null) cpSync(join(folder, String(indexOf(from)), source), join(at, target), { recursive: true })
    else for (const file of filesOf(source, files)) cpSync(join(root, file), join(at, target, nameIn(source, file)))
  }
}

const indexOf = (name: string): number => stages.findIndex((stage) => stage.name === name)

/** Of a folder its contents are copied, of a file or what fits a pattern the file itself. */
const nameIn = (source: string, file: string): string =>
  file.startsWith(`${source}/`) && statSync(join(root, source)).isDirectory()
    ? file.slice(source.length + 1)
    : basename(file)

/** What the clone has installed is not installed anew. */
function perform(at: string, command: string): void {
  if (command === 'npm ci --ignore-scripts') symlinkSync(join(root, 'node_modules'), join(at, 'node_modules'))
  else shell(at, command)
}

function shell(at: string, command: string): void {
  const withCache = command.replace('&& npm cache clean --force', '')
  const { status, stdout, stderr } = run(at, { ...onThisNode(), npm_config_prefer_offline: 'true' }, 'sh', [
    '-c',
    withCache,
  ])
  if (status !== 0) throw new Error(`${command}\n${stdout}${stderr}`)
}

const tripline = (...words: string[]): Ran =>
  run(folder, { ...onThisNode(), TRIPLINE_SECRETS: folder, HOME: '/nowhere' }, 'sh', [
    join(app, 'deploy/docker/entrypoint.sh'),
    ...words,
  ])

test('the program starts by the image’s own entry, where it cannot write at home', () => {
  expect(tripline('--version')).toEqual({ status: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), stderr: '' })
})

test('it finds in the demo capture what there is to be found, by the rules that are in the image', () => {
  const { status, stdout } = tripline('scan', join(app, 'examples/day-of-chat.pcap'), '--json')
  expect(status).toBe(0)
  expect(stdout.trim().split('\n').length).toBeGreaterThan(0)
  expect(JSON.parse(stdout.split('\n')[0]!)).toHaveProperty('rule.id')
})

test('commands with Redis, Elasticsearch and Kibana find their packages there', () => {
  for (const name of ['bullmq', 'ioredis', '@elastic/elasticsearch', 'prom-client']) {
    const { status, stderr } = run(app, onThisNode(), process.execPath, [
      '--eval',
      `import('${name}').catch((e) => { throw e })`,
    ])
    expect({ name, status, stderr }).toEqual({ name, status: 0, stderr: '' })
  }
})

test('no tool of development and no TypeScript is in it', () => {
  const { stdout } = run(app, onThisNode(), 'sh', [
    '-c',
    'ls node_modules; find . -name "*.ts" -not -name "*.d.ts" -not -path "./node_modules/*"',
  ])
  const names = stdout.split('\n')
  expect(names.filter((name) => /^(?:typescript|vitest|node|dclint|@biomejs)$|\.ts$/.test(name))).toEqual([])
  expect(names).toContain('fastify')
})
