// What people type into a search, and worse: arbitrary text, and what the languages of search engines give a meaning to.
import fc from 'fast-check'

export const typedText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string(),
  fc
    .array(
      fc.constantFrom(
        ...['"', '*', '^', 'NEAR(', 'AND', 'OR', 'NOT', '-', ':', 'text:', '(', ')', '\0', '+', 'a'],
        ...['?', '~2', '/a/', '[1 TO', '{', '}', '\\', '_exists_:', 'é', '198.51.100.7'],
      ),
      { maxLength: 60 },
    )
    .map((parts) => parts.join(' ')),
)
