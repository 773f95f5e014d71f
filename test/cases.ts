// Golden cases: a folder of inputs, each with the expected output beside it.
// UPDATE_GOLDEN=1 rewrites the expected files; read the difference before committing.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

/** Runs every file of `folder` that ends in `from` and holds the result against the file that ends in `to` beside it. */
export function golden(folder: string, from: string, to: string, run: (input: string, file: string) => string): void {
  const inputs = readdirSync(folder)
    .filter((file) => file.endsWith(from))
    .sort()
  if (inputs.length === 0) throw new Error(`There is no case that ends in ${from} in ${folder}.`)
  test.each(inputs)('%s', (file) => {
    const actual = run(readFileSync(join(folder, file), 'utf8'), file)
    const path = join(folder, file.slice(0, -from.length) + to)
    if (process.env['UPDATE_GOLDEN']) writeFileSync(path, actual)
    expect(existsSync(path), `${path} is missing; UPDATE_GOLDEN=1 writes it`).toBe(true)
    expect(actual).toBe(readFileSync(path, 'utf8'))
  })
}
