// What the rule language's lexer and parser leave out at every start: Chevrotain's own checks of tokens and grammar.
import { Lexer } from 'chevrotain'
import { expect, test } from 'vitest'
import { RuleParser } from '../../grammar/rule/parser.ts'
import { tokens } from '../../grammar/rule/tokens.ts'

test('the tokens are sound', () => {
  expect(new Lexer(tokens, { positionTracking: 'full' }).lexerDefinitionErrors).toEqual([])
})

test('the grammar is sound: nothing ambiguous, no left recursion, every rule defined', () => {
  expect(() => new RuleParser({ skipValidations: false })).not.toThrow()
})
