// A piece → the expression in it that a template engine would evaluate beyond putting a value in its place.
import type { Detector, Finding, Piece } from '../detector.ts'
import { isProse } from '../prose.ts'
import { expressionShape, isLoading, OWN_NAMES } from './expression.ts'
import { type Region, regionsOf } from './regions.ts'

export const templateInjection: Detector = { threat: 'template_injection', marks: '{<@#[$', find }

function find({ text }: Piece): Finding | null {
  for (const region of regionsOf(text)) {
    const shape = shapeOf(region, text)
    if (shape !== null) return { shape, start: region.start, end: region.end }
  }
  return reached(text)
}

function shapeOf(region: Region, text: string): string | null {
  const { kind, content, start } = region
  const shape = kind === 'directive' ? directiveShape(region, text) : expressionShape(content, kind)
  if (shape !== null) return shape
  if (kind === 'brace') return /^\/?php$/.test(content) ? 'engine-statement' : null
  if (isLoading(content, kind) && !isProse(text)) return 'engine-statement'
  const isFirst = text.slice(0, start).trim() === ''
  return isFirst && kind !== 'script' && !isProse(text) && OWN_NAMES.test(content) ? 'engine-internals' : null
}

// FreeMarker's and Velocity's directives that set, load or evaluate.
const DIRECTIVE =
  /^[<[]#(?:assign|include|import|function|macro|setting|global|local)\b|^#(?:set|evaluate|parse|include)\b/i
const VALUED = /=\s*\S|["'$]/

function directiveShape({ content, kind, start }: Region, text: string): string | null {
  if (!DIRECTIVE.test(text.slice(start, start + 16))) return null
  return expressionShape(content, kind) ?? (VALUED.test(content) ? 'engine-directive' : null)
}

// Without delimiters: item access of Python, references of Velocity, code of Razor.
const REACHED =
  /\[\s*["']__(?:class|globals|builtins|import|subclasses|mro|init)__["']\s*\]|\$!?\w{1,32}\.(?:getClass\(\)|class\.|inspect\()|\$?\{\{<%\[%|@System\.(?:Diagnostics|IO|Reflection)\b/

function reached(text: string): Finding | null {
  const found = REACHED.exec(text)
  return found === null ? null : { shape: 'object-internals', start: found.index, end: found.index + found[0].length }
}
