// The Dockerfile, without docker: what it copies is there and let through, and what it leaves behind is small and without rights.
import { expect, test } from 'vitest'
import { read } from './compose.ts'
import { contextFiles, copyOf, filesOf, readStages } from './dockerfile.ts'

const stages = readStages()
const [build, image] = stages
const context = contextFiles()
const copies = stages.flatMap(({ instructions }) =>
  instructions.filter(({ keyword }) => keyword === 'COPY').map(copyOf),
)
const instruction = (keyword: string): string[] =>
  image!.instructions.filter((each) => each.keyword === keyword).map(({ text }) => text)

test('it builds in one stage and runs in another, on one version of Node that is new enough', () => {
  expect(stages.map(({ name }) => name)).toEqual(['build', null])
  expect(build!.image).toBe(image!.image)
  const [, major] = /^node:(\d+)\.\d+\.\d+-bookworm-slim$/.exec(image!.image) ?? []
  const { engines } = JSON.parse(read('package.json')) as { engines: { node: string } }
  expect(engines.node).toBe(`>=${major}`)
})

test.each(copies.filter(({ from }) => from === null).flatMap(({ sources }) => sources))(
  '%s is in the tree, and .dockerignore lets it through',
  (source) => {
    expect(filesOf(source, context)).not.toEqual([])
  },
)

test('nothing else is sent to the builder', () => {
  const copied = new Set(copies.flatMap(({ sources }) => sources.flatMap((source) => filesOf(source, context))))
  expect(context.filter((file) => !copied.has(file))).toEqual([])
})

test('what a package holds is in the image as well', () => {
  const { files } = JSON.parse(read('package.json')) as { files: string[] }
  const inImage = image!.instructions
    .filter(({ keyword }) => keyword === 'COPY')
    .flatMap((each) => copyOf(each).sources)
  const leftOut = ['examples/README.md', 'CHANGELOG.md', 'connectors/*/README.md']
  const lacking = files.filter((file) => !inImage.includes(file) && !inImage.includes(`/build/${file}`))
  expect(lacking.sort()).toEqual(leftOut.sort())
})

test('the image runs as nobody in particular, with what running needs and no compiler', () => {
  expect(instruction('USER')).toEqual(['node'])
  const after = image!.instructions.slice(image!.instructions.findIndex(({ keyword }) => keyword === 'USER'))
  expect(after.map(({ keyword }) => keyword)).not.toContain('RUN')
  expect(instruction('RUN').filter((text) => text.includes('npm '))).toEqual([
    expect.stringMatching(/^npm ci --omit=dev --omit=optional --ignore-scripts .*&& npm cache clean --force$/),
  ])
})

test('its command and its check are files of the image', () => {
  const [entry] = instruction('ENTRYPOINT').map((text) => JSON.parse(text) as string[])
  const [check] = instruction('HEALTHCHECK').map((text) => JSON.parse(text.slice(text.indexOf('['))) as string[])
  for (const [, path] of [entry!, check!]) expect(context).toContain(path!.replace('/app/', ''))
  expect(check![2]).toBe('http://127.0.0.1:7070/healthz')
})
