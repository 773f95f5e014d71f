// A piece → the XPath in it that would change the expression it is put into.
import type { Detector, Piece } from '../detector.ts'
import { search } from './search.ts'

export const xpathi: Detector = {
  threat: 'xpathi',
  marks: '\'"()/',
  find: ({ text }: Piece) => search(text).finding,
}
