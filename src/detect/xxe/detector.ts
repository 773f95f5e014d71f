// A piece → what in its XML makes a parser read files and addresses, grow without bound, or take for markup what was none.
import type { Detector, Finding } from '../detector.ts'
import { declaration } from './declarations.ts'
import { element } from './elements.ts'
import { growsAsYaml } from './yaml.ts'

export const xxe: Detector = {
  threat: 'xxe',
  marks: '<*',
  find({ text }): Finding | null {
    for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at + 1)) {
      const next = text[at + 1]
      const found =
        next === '!' ? declaration(text, at) : next === undefined || !/[\w?]/.test(next) ? null : element(text, at)
      if (found !== null) return found
    }
    return growsAsYaml(text)
  },
}
