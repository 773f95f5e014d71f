# HAProxy's log-format: `template` is the string that says what a line holds, `directive` the whole statement around it.
# Every rule is left-recursive and unambiguous, so that parsing takes time linear in the text.
@preprocessor typescript

# %ci:%cp [%tr] %{+Q}r %[capture.req.hdr(0)] %(name)ST 100%%
template -> text {% id %} | open {% id %}

# `open` ends in a name, behind which a letter or a digit would belong to the name.
text -> null                {% () => [] %}
      | text [^%]           {% ([parts, text]) => [...parts, { kind: 'literal', text }] %}
      | open [^%a-zA-Z\d]   {% ([parts, text]) => [...parts, { kind: 'literal', text }] %}
      | text closed         {% ([parts, part]) => [...parts, part] %}
      | open closed         {% ([parts, part]) => [...parts, part] %}
open -> text bare           {% ([parts, part]) => [...parts, part] %}
      | open bare           {% ([parts, part]) => [...parts, part] %}

bare   -> "%" label flags [a-zA-Z] [a-zA-Z\d]:*
          {% ([, label, flags, first, rest], start) => item(label, flags, first + rest.join(''), start!) %}
closed -> "%%"              {% () => ({ kind: 'literal', text: '%' }) %}
        | "%" label flags "[" expression "]"
          {% ([, label, flags, , expression], start) => item(label, flags, `[${expression}]`, start!) %}
# Since HAProxy 3.0 an item may have a name, for encodings that need one.
label  -> null {% () => '' %} | "(" [^()]:* ")" {% (characters) => characters.flat().join('') %}
flags  -> null {% () => '' %} | "{" [^{}]:* "}" {% (characters) => characters.flat().join('') %}
# Ends at the first bracket that stands in no quotes.
expression -> null                  {% () => '' %}
            | expression [^\]"']    {% (characters) => characters.join('') %}
            | expression "'" [^']:* "'"   {% (characters) => characters.flat().join('') %}
            | expression "\"" [^"]:* "\"" {% (characters) => characters.flat().join('') %}

# log-format "…", with its blanks escaped or in quotes, which may change in the middle of a word.
directive -> _ "log-format" argument {% ([, , word]) => word %}
argument  -> __ word _ comment      {% ([, word]) => word %}
word      -> piece                  {% id %}
           | word piece             {% ([word, piece]) => [...word, ...piece] %}
piece     -> [^\s'"\\#]             {% ([character], start) => [{ start, characters: [character] }] %}
           | escaped                {% ([pair], start) => [{ start, characters: [pair] }] %}
           | "'" [^']:* "'"         {% ([, characters], start) => [{ start: start! + 1, characters, isPlain: true }] %}
           | "\"" ([^"\\] | escaped):* "\"" {% ([, characters], start) => [{ start: start! + 1, characters: characters.flat() }] %}
escaped   -> "\\" [^]               {% (pair) => pair.join('') %}
comment   -> null | "#" [^]:*
_         -> [\s]:*
__        -> [\s]:+

@{%
const item = (label: string, flags: string, name: string, start: number) => ({
  kind: 'variable',
  name: `${flags}${name}`,
  start,
  end: start + 1 + label.length + flags.length + name.length,
})
%}
