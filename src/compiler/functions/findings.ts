// sqli(), xss() and their like: what detectors found in a message, or in one field.
import { foundName, type Threat } from '../../event/found-fields.ts'
import { defineFunction, type RuleFunction } from './function.ts'

// biome-ignore format: table
const looksFor: Readonly<Record<Threat, string>> = {
  sqli:               'text that would change an SQL query',
  nosqli:             'operators and script of document databases where a value belongs',
  shell_injection:    'text that would run a command in a shell',
  ldapi:              'text that would change the filter of a directory search',
  xpathi:             'text that would change an XPath expression',
  xxe:                'XML that reads files or addresses, or grows without bound',
  template_injection: 'expressions that a template engine would evaluate',
  xss:                'markup that would run a script in a browser',
  path_traversal:     'paths that leave their folder, or name a file of the system',
}

/** In the order of their names. */
export const findings: readonly RuleFunction[] = Object.entries(looksFor)
  .map(([threat, what]) => finding(threat as Threat, what))
  .sort((a, b) => (a.name < b.name ? -1 : 1))

function finding(threat: Threat, what: string): RuleFunction {
  return defineFunction({
    name: threat,
    summary: `Looks for ${what}: in all texts of a message, or in one field. A text that says what was found, where, and through which escapes; null where nothing was. As a condition it holds where something was found. See [payloads](../payloads.md).`,
    parameters: [{ name: 'field', type: 'keyword', optional: true, field: true }],
    returns: 'keyword',
    folds: false,
    isFinding: true,
    examples: [
      { expression: `${threat}()`, value: null },
      { expression: `${threat}(?rpc.params.query)`, value: null },
    ],
    prepare: () => () => null,
    learned: ([field]) => {
      if (field === undefined) return foundName({ threat, field: null })
      return field.kind === 'field' ? foundName({ threat, field: field.name }) : null
    },
  })
}
