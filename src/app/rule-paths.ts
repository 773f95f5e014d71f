// A folder → the files of rules in it and in the folders within, by path. What is hidden and links to folders are passed over.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

export const rulePaths = (folder: string): readonly string[] => found(folder, true).sort()

/** Without the folders within. */
export const rulePathsBeside = (folder: string): readonly string[] => found(folder, false).sort()

function found(folder: string, within: boolean): string[] {
  return entriesOf(folder).flatMap((entry) => {
    if (entry.name.startsWith('.')) return []
    const at = join(folder, entry.name)
    if (entry.isDirectory()) return within ? found(at, true) : []
    return entry.name.endsWith('.trip') ? [at] : []
  })
}

/** Of a folder that is gone or may not be read: none. */
function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}
