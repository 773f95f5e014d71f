# nginx's log_format: `template` is the string that says what a line holds, `directive` the whole statement around it.
# Every rule is left-recursive and unambiguous, so that parsing takes time linear in the text.
@preprocessor typescript

# $remote_addr - "$request" ${status}ms
template -> text {% id %} | open {% id %}

# `open` ends in a bare name, behind which a letter, a digit or _ would belong to the name.
text -> null             {% () => [] %}
      | text [^$]        {% ([parts, text]) => [...parts, { kind: 'literal', text }] %}
      | open [^$\w]      {% ([parts, text]) => [...parts, { kind: 'literal', text }] %}
      | text braced      {% ([parts, part]) => [...parts, part] %}
      | open braced      {% ([parts, part]) => [...parts, part] %}
open -> text bare        {% ([parts, part]) => [...parts, part] %}
      | open bare        {% ([parts, part]) => [...parts, part] %}

bare   -> "$" name       {% ([, name], start) => ({ kind: 'variable', name, start, end: start! + 1 + name.length }) %}
braced -> "${" name "}"  {% ([, name], start) => ({ kind: 'variable', name, start, end: start! + 3 + name.length }) %}
name   -> [\w]:+         {% ([characters]) => characters.join('') %}

# log_format name escape=json '…' "…";
directive -> _ "log_format" __ [^\s'";]:+ mode strings _ end {% ([, , , , mode, strings]) => ({ mode, strings }) %}
end       -> null | ";" _
mode      -> null                           {% () => null %}
           | __ "escape=" [a-z]:*           {% ([, , word]) => word.join('') %}
strings   -> __ string                      {% ([, string]) => [string] %}
           | strings __ string              {% ([strings, , string]) => [...strings, string] %}
string    -> "'" ([^'\\] | escaped):* "'"   {% ([, characters], start) => ({ start, characters: characters.flat() }) %}
           | "\"" ([^"\\] | escaped):* "\"" {% ([, characters], start) => ({ start, characters: characters.flat() }) %}
escaped   -> "\\" [^]                       {% (pair) => pair.join('') %}
_         -> [\s]:*
__        -> [\s]:+
