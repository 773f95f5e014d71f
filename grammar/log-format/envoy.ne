# Envoy's format strings: `template` is the text of a line, `json` an object of such texts as json_format has it.
# Every rule is left-recursive and unambiguous, so that parsing takes time linear in the text.
@preprocessor typescript

# [%START_TIME(%s.%3f)%] "%REQ(X-FORWARDED-FOR?:AUTHORITY):64%" 100%%
template -> null                      {% () => [] %}
          | template [^%]             {% ([parts, text]) => [...parts, { kind: 'literal', text }] %}
          | template "%%"             {% ([parts]) => [...parts, { kind: 'literal', text: '%' }] %}
          | template operator         {% ([parts, part]) => [...parts, part] %}

operator -> "%" [A-Z] [A-Z0-9_]:* argument length "%"
            {% ([, first, rest, argument, length], start) => operator(first + rest.join(''), argument, length, start!) %}
argument -> null {% () => '' %} | "(" [^)]:* ")" {% (characters) => characters.flat().join('') %}
# Not longer than so many characters.
length   -> null {% () => '' %} | ":" [0-9]:+    {% (characters) => characters.flat().join('') %}

# RFC 8259. A member is the keys that lead to a text, and the text; numbers and the like say nothing of a line.
json     -> _ object _                      {% ([, object]) => object %}
object   -> "{" _ "}"                       {% () => [] %}
          | "{" members _ "}"               {% ([, members]) => members %}
members  -> member                          {% id %}
          | members _ "," member            {% ([members, , , member]) => [...members, ...member] %}
member   -> _ string _ ":" _ value
            {% ([, key, , , , value]) => value.map((leaf: Leaf) => ({ ...leaf, path: [key, ...leaf.path] })) %}
value    -> string                          {% ([text]) => [{ path: [], text }] %}
          | object                          {% id %}
          | "[" _ "]"                       {% () => [] %}
          | "[" items _ "]"                 {% () => [] %}
          | [-0-9a-z] [-+.0-9A-Za-z]:*      {% () => [] %}
items    -> _ value                         {% () => [] %}
          | items _ "," _ value             {% () => [] %}
string   -> "\"" ([^"\\] | escaped):* "\""  {% ([, characters], start) => ({ start: start! + 1, characters: characters.flat() }) %}
escaped  -> "\\" [^u]                       {% (pair) => pair.join('') %}
          | "\\u" [\da-fA-F] [\da-fA-F] [\da-fA-F] [\da-fA-F] {% (unit) => unit.join('') %}
_        -> [\s]:*

@{%
interface Leaf {
  readonly path: readonly unknown[]
  readonly text: unknown
}

const operator = (name: string, argument: string, length: string, start: number) => ({
  kind: 'variable',
  name: `${name}${argument}`,
  start,
  end: start + 2 + name.length + argument.length + length.length,
})
%}
