// `npm run generate`: everything that is written from code, onto disk. `-- --check` writes nothing and fails where a
// file is not as it would be written.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { generateAll, isFresh, root } from './generate/all.ts'

const stale = (await generateAll()).filter((file) => !isFresh(file))

if (process.argv.includes('--check')) {
  for (const { path } of stale) console.error(`${path} is stale: run npm run generate.`)
  process.exitCode = stale.length === 0 ? 0 : 1
} else {
  for (const { path, text } of stale) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
    console.log(`wrote ${path}`)
  }
}
