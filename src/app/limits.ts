// Rule files and the limits of a deployment → the same files with those in the place of their own.
import { parseFile } from '../compiler/1-parse/parse.ts'
import type { LimitDeclaration } from '../compiler/ast.ts'
import { nearest } from '../diagnostic/nearest.ts'
import { OperationalError } from '../errors.ts'

/** By name: a number, or a span such as `45m`. */
export type DeployedLimits = Readonly<Record<string, number | string>>

interface Written {
  readonly path: string
  readonly text: string
}

/**
 * What a rule is compiled, published and versioned from says the limit that counts, so that nothing behind it needs to
 * know of deployments. Throws CONFIG_INVALID where a number stands for a span, or a span for a number.
 */
export function withDeployedLimits<T extends Written>(files: readonly T[], limits: DeployedLimits): readonly T[] {
  if (Object.keys(limits).length === 0) return files
  return files.map((file) => {
    const text = limitsOf(file.text)
      .filter(({ name }) => Object.hasOwn(limits, name.text))
      .reduceRight((before, limit) => replaced(before, limit, limits[limit.name.text]!, file.path), file.text)
    return text === file.text ? file : { ...file, text }
  })
}

/** A sentence for each limit of the deployment that no file declares. */
export function unknownLimits(files: readonly Written[], limits: DeployedLimits): readonly string[] {
  if (Object.keys(limits).length === 0) return []
  const known = files.flatMap(({ text }) => limitsOf(text).map(({ name }) => name.text))
  return Object.keys(limits).flatMap((name) => {
    if (known.includes(name)) return []
    const near = nearest(name, known)
    return [`No rule has a limit ${name}, which the config sets.${near === null ? '' : ` Did you mean ${near}?`}`]
  })
}

/** In the order of the text. */
export function limitsOf(text: string): readonly LimitDeclaration[] {
  if (!/^\s*limit\s/m.test(text)) return []
  return parseFile(text).tree.declarations.filter((declaration) => declaration.kind === 'limit')
}

function replaced(text: string, { name, value }: LimitDeclaration, wanted: number | string, path: string): string {
  if ((typeof wanted === 'string') !== (value.isSpan === true)) {
    const kind = value.isSpan ? 'a span such as 45m' : 'a number'
    throw new OperationalError('CONFIG_INVALID', {
      details: `app.limits.${name.text} must be ${kind}: that is what ${path} has there.`,
    })
  }
  return text.slice(0, value.span.start) + String(wanted) + text.slice(value.span.end)
}
