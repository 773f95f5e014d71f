// How a diagnostic is shown: the line, the caret, and nothing of the file that a terminal would obey.
import { expect, test } from 'vitest'
import type { Diagnostic } from '../../src/diagnostic/diagnostic.ts'
import { position, render } from '../../src/diagnostic/render.ts'

const at = (start: number, end: number): Diagnostic => ({
  code: 'R201',
  message: 'a message',
  primary: { span: { start, end }, message: 'here' },
})

const caretLine = (rendered: string): string => rendered.split('\n').find((line) => line.includes('^')) ?? ''

test('the caret stands under its place, also after a tab', () => {
  const rendered = render(at(3, 5), 'a\tbcd\nsecond', 'x.trip')
  expect(caretLine(rendered)).toBe('  |  \t ^^ here')
})

test('a span over several lines is marked on its first', () => {
  expect(caretLine(render(at(6, 15), 'first\nsecond\nthird', 'x.trip'))).toBe('  | ^^^^^^ here')
})

test('the end of the text can be pointed at', () => {
  expect(caretLine(render(at(5, 5), 'first', 'x.trip'))).toBe('  |      ^ here')
})

test('control characters of the file do not reach the terminal', () => {
  expect(render(at(0, 1), 'a\u001b[31mb', 'x.trip')).not.toContain('\u001b')
})

test('colour is written where it is asked for', () => {
  expect(render(at(0, 1), 'ab', 'x.trip', { color: true })).toContain('\u001b[1;31merror[R201]')
})

test('lines and columns count from one', () => {
  expect(position('a\nbc', 3)).toEqual({ line: 2, column: 2 })
})
