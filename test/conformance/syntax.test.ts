// Rule files in every spelling that is allowed, and the one form that they are given.
import { join } from 'node:path'
import { describe } from 'vitest'
import { parseFile } from '../../src/compiler/1-parse/parse.ts'
import { printFile } from '../../src/compiler/print.ts'
import { golden } from '../cases.ts'

describe('the canonical form', () => {
  golden(join(import.meta.dirname, 'syntax'), '.trip', '.txt', (text, file) => {
    const { tree, diagnostics } = parseFile(text)
    if (diagnostics.length > 0) throw new Error(`${file}: ${diagnostics.map(({ message }) => message).join('; ')}`)
    return printFile(tree, text)
  })
})
