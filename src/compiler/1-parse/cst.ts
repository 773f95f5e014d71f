// Reading a concrete syntax tree that may have holes in it, where the text has mistakes.
import { type CstNode, EOF, type IToken } from 'chevrotain'
import type { Span } from '../../diagnostic/diagnostic.ts'

export const nodes = (cst: CstNode, name: string): readonly CstNode[] => (cst.children[name] ?? []) as CstNode[]

export const node = (cst: CstNode, name: string): CstNode | undefined => nodes(cst, name)[0]

/** Tokens that error recovery made up are left out. */
export function tokens(cst: CstNode, name: string): readonly IToken[] {
  const found = cst.children[name] as IToken[] | undefined
  if (found === undefined) return none
  return found.some(isMadeUp) ? found.filter((token) => !isMadeUp(token)) : found
}

const none: readonly IToken[] = []

const isMadeUp = (token: IToken): boolean => token.isInsertedInRecovery === true

export const token = (cst: CstNode, name: string): IToken | undefined => tokens(cst, name)[0]

export const has = (cst: CstNode, name: string): boolean => token(cst, name) !== undefined

/** The first token of any kind, and the first subtree of any kind. Both are asked for every value that is written. */
export function firstToken({ children }: CstNode): IToken | undefined {
  for (const name in children) {
    for (const child of children[name]!) if (!('children' in child) && !isMadeUp(child)) return child
  }
  return undefined
}

export function firstNode({ children }: CstNode): CstNode | undefined {
  for (const name in children) {
    for (const child of children[name]!) if ('children' in child) return child
  }
  return undefined
}

export const spanOfToken = (found: IToken): Span => ({
  start: found.startOffset,
  end: (found.endOffset ?? found.startOffset) + 1,
})

export const spanOf = (cst: CstNode): Span => {
  const { startOffset, endOffset } = cst.location ?? { startOffset: Number.NaN }
  if (!(startOffset >= 0)) return { start: 0, end: 0 }
  return { start: startOffset, end: Math.max(startOffset, (endOffset ?? startOffset) + 1) }
}

/** From where one begins to where another ends; what could not be read ends nowhere. */
export const across = (first: Span, last: Span): Span => ({
  start: first.start,
  end: Math.max(first.start, first.end, last.end),
})

export const isEnd = (found: IToken): boolean => found.tokenType === EOF
