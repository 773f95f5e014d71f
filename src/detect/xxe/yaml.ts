// A text → whether it is YAML whose references multiply each other. YAML 1.2 section 7.1.
import type { Finding } from '../detector.ts'

/** A list of the same reference many times over, with a name of its own. */
const list = /:\s*&[\w-]{1,32}\s*\[\s*\*([\w-]{1,32})\s*(?:,\s*\*\1\s*){3,64}\]/

export function growsAsYaml(text: string): Finding | null {
  if (!text.includes('&') || !text.includes('*')) return null
  const found = list.exec(text)
  return found && { shape: 'references-that-multiply', start: found.index, end: found.index + found[0].length }
}
