# Apache's LogFormat: `template` is the string that says what a line holds, `directive` the whole statement around it.
# Every rule is left-recursive and unambiguous, so that parsing takes time linear in the text.
@preprocessor typescript

# %h %l %u %t \"%r\" %>s %!400,501{Referer}i %{%d/%b/%Y %T}t %^FB %%
template -> null                  {% () => [] %}
          | template [^%\\]       {% ([parts, text]) => [...parts, { kind: 'literal', text }] %}
          | template escaped      {% ([parts, escape]) => [...parts, { kind: 'literal', text: plainOf(escape) }] %}
          | template "%%"         {% ([parts]) => [...parts, { kind: 'literal', text: '%' }] %}
          | template item         {% ([parts, part]) => [...parts, part] %}

item    -> "%" options letter     {% ([, options, letter], start) => item(options, letter, start!) %}
# On which statuses it is logged, of which of several requests it is, and what it is a value of: in any order.
options -> null                   {% () => [] %}
         | options [!,\d<>]       {% ([options, option]) => [...options, option] %}
         | options "{" [^}]:* "}" {% ([options, , name]) => [...options, `{${name.join('')}}`] %}
letter  -> [a-zA-Z]               {% id %}
         | "^" [a-zA-Z] [a-zA-Z]  {% (characters) => characters.join('') %}

# LogFormat "…" name, CustomLog /var/log/access.log "…" env=!quiet
directive -> _ [a-zA-Z]:+ words _ {% ([, name, words]) => ({ name: name.join(''), words }) %}
words     -> null                 {% () => [] %}
           | words __ word        {% ([words, , word]) => [...words, word] %}
word      -> [^\s'"] [^\s]:*      {% ([first, rest], start) => ({ start, characters: [first, ...rest] }) %}
           | "'" ([^'\\] | escaped):* "'"   {% ([, characters], start) => ({ start: start! + 1, characters: characters.flat() }) %}
           | "\"" ([^"\\] | escaped):* "\"" {% ([, characters], start) => ({ start: start! + 1, characters: characters.flat() }) %}
escaped   -> "\\" [^]             {% (pair) => pair.join('') %}
_         -> [\s]:*
__        -> [\s]:+

@{%
const plains: Readonly<Record<string, string>> = { '\\n': '\n', '\\r': '\r', '\\t': '\t', '\\"': '"', '\\\\': '\\' }
const plainOf = (escape: string) => plains[escape] ?? escape

// Which statuses a value is logged for says nothing of what it is.
const item = (options: string[], letter: string, start: number) => ({
  kind: 'variable',
  name: options.filter((option) => /[<>{]/.test(option)).sort().join('') + letter,
  start,
  end: start + 1 + options.join('').length + letter.length,
})
%}
