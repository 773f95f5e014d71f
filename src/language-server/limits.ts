// The limits that a file declares.
import type { LimitDeclaration } from '../compiler/ast.ts'
import type { Document } from './document.ts'

export const limitsOf = (document: Document): readonly LimitDeclaration[] =>
  document.tree().declarations.filter((declaration) => declaration.kind === 'limit')

export const limitNamed = (wanted: string, document: Document): LimitDeclaration | null =>
  limitsOf(document).find(({ name }) => name.text === wanted) ?? null
