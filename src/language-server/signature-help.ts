// A place between the parentheses of a call → its signature, and which argument is being written.
import type { IToken } from 'chevrotain'
import { MarkupKind, type SignatureHelp } from 'vscode-languageserver'
import { functionOf } from '../compiler/functions/index.ts'
import type { Document } from './document.ts'
import { aggregateHelp, aggregateParameters, functionHelp } from './help.ts'

export function signatureHelp(document: Document, offset: number): SignatureHelp | null {
  const before = document.tokens().filter((token) => token.endOffset! < offset)
  const call = openCall(before)
  const found = call && (functionSignature(call.name) ?? aggregateSignature(call.name))
  if (!found) return null
  const { label, parameters, doc } = found
  return {
    signatures: [
      {
        label,
        documentation: { kind: MarkupKind.Markdown, value: doc },
        parameters: parameters.map((parameter) => ({ label: parameter })),
      },
    ],
    activeSignature: 0,
    activeParameter: Math.min(call.argument, Math.max(0, parameters.length - 1)),
  }
}

/** The innermost call whose parenthesis is not closed; other brackets may be open inside of it. */
function openCall(tokens: readonly IToken[]): { readonly name: string; readonly argument: number } | null {
  let closed = 0
  let argument = 0
  for (let i = tokens.length - 1; i >= 0; i--) {
    const { image } = tokens[i]!
    if (image === ')') closed++
    else if (image === '{' || image === '}' || image === '|') return null
    else if (image === ',' && closed === 0) argument++
    else if (image === '(') {
      const name = tokens[i - 1]?.image === '~' ? tokens[i - 2] : tokens[i - 1]
      if (closed === 0 && name?.tokenType.name === 'Name') return { name: name.image, argument }
      if (closed === 0) argument = 0
      else closed--
    }
  }
  return null
}

function functionSignature(name: string) {
  const definition = functionOf(name)
  if (!definition) return null
  const parameters = definition.parameters.map((parameter) => parameter.name)
  return { label: functionHelp(definition).detail, parameters, doc: definition.summary }
}

function aggregateSignature(name: string) {
  const help = aggregateHelp(name)
  return help && { label: help.detail, parameters: aggregateParameters(name), doc: help.doc }
}
