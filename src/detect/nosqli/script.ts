// A text → where it leaves a text of a script, as `$where` has them, and goes on as script of its own.
import type { Finding } from '../detector.ts'

/** What a literal may be, for the two sides of a comparison that says nothing. */
const literal = String.raw`(?:\d{1,9}|'[^']{0,32}'|"[^"]{0,32}"|true|false|null|undefined)`
const rest = `(?:['"][^'"]{0,32}$)`

interface Shape {
  readonly shape: string
  /** Of these the text has one, or it is none. */
  readonly anchor: readonly string[]
  readonly pattern: RegExp
}

// biome-ignore format: table
const shapes: readonly Shape[] = [
  // ' && this.password.match(/.*/)
  { shape: 'script-condition', anchor: ['this.'], pattern: /(?:['"][\])]{0,4}\s*|^\s*(?:[\w)\]}]{1,8}\s*)?)(?:&&|\|\||;)\s*(?:!\(*\s*|\(+\s*)?this\.[\w$]+/ },
  // || 1==1, ' || 'a'=='a
  { shape: 'script-tautology', anchor: ['=='], pattern: new RegExp(String.raw`(?:\|\||&&)\s*(?:\(+\s*)?${literal}\s*={2,3}\s*(?:${literal}|${rest})`) },
  // ' || 1 || ', ' || true//
  { shape: 'script-tautology', anchor: ['||'], pattern: /['"]\s*\|\|\s*(?:\d{1,9}|true)\s*(?:\|\||;|\/\/|\0|%00|$)/ },
  // }, { password : /.*/ }
  { shape: 'object-breakout', anchor: ['}'], pattern: /^\s*(?:['"]\s*)?\}\s*,\s*\{\s*['"]?\w{1,64}['"]?\s*:\s*(?:\/|\{\s*['"]?\$)/ },
  // '"`{ ;$Foo}
  { shape: 'quotes-probe', anchor: ['{'], pattern: /^\s*(?=[^{]{0,8}')(?=[^{]{0,8}")(?=[^{]{0,8}`)['"`\\]{3,6}\{/ },
  // ';return 'a'=='a', 1;return true
  { shape: 'script-statement', anchor: ['return'], pattern: /(?:['"})\]\d]|^)\s*;\s*return\b\s*(?:[('"!\d]|true\b|this\b|null\b|db\.|tojson\s*\()/ },
  // function() { return true }, where a value belongs
  { shape: 'script-function', anchor: ['function'], pattern: /^\s*function\s*\(\s*\)\s*\{\s*return\s+(?:!?true|1|!0|this\.)/ },
  // ' || sleep(5000) || ', '-sleep(5000)-'
  { shape: 'script-statement', anchor: ['sleep'], pattern: /['"]\s*(?:\|\||&&|[-+])\s*sleep\s*\(\s*\d{3,6}\s*\)/ },
  // '}) RETURN n UNION MATCH …, ' OR 1=1 WITH 1 AS x MATCH (n) DETACH DELETE n//
  { shape: 'graph-query', anchor: ['MATCH', 'match'], pattern: /^[^'"\n]{0,32}['"][^'"\n]{0,64}\b(?:MATCH\s*\(\w*(?::\w+)?\)\s*(?:RETURN|DETACH|DELETE|WHERE|SET)\b)/i },
  // ' ALLOW FILTERING; --
  { shape: 'query-clause', anchor: ['FILTERING', 'filtering'], pattern: /^[^'"\n]{0,32}['"][^'"\n]{0,64}\bALLOW\s+FILTERING\s*;/i },
  // redis.call('FLUSHALL')
  { shape: 'server-script', anchor: ['redis.'], pattern: /\bredis\.p?call\s*\(\s*['"]/ },
  // A line's end and a command of Redis, or its protocol
  { shape: 'line-command', anchor: ['\r\n'], pattern: /\*\d{1,3}\r\n\$\d{1,5}\r\n|\r\n\s{0,8}(?:FLUSHALL|FLUSHDB|CONFIG\s+SET\s|SLAVEOF\s|REPLICAOF\s|MODULE\s+LOAD\s|EVAL\s+["']|SET\s\S{1,64}\s\S{1,256}\s*$)/i },
  // ';sleep(5000), ';while(1){}, ';do{…}while(…), ';for(;;)
  { shape: 'script-statement', anchor: ['sleep', 'while', 'do', 'for', 'throw'], pattern: /(?:['"})\]\d]|^)\s*;\s*(?:sleep\s*\(\s*\d|while\s*\(|do\s*\{|for\s*\(|throw\s+new\b)/ },
  // ";var x='a, ';it=new Date()
  { shape: 'script-statement', anchor: ['var', 'let', 'new'], pattern: /['"]\s*;\s*(?:(?:var|let)\s+[\w$]+\s*=|[\w$]+\s*=\s*new\s+[A-Z])/ },
  // ' + tojson(db.rooms.find()) + '
  { shape: 'database-call', anchor: ['tojson'], pattern: /['"]\s*[+;,]\s*tojson\s*\(/ },
  // db.users.insert({…}) where no sentence leads to it
  { shape: 'database-call', anchor: ['db.'], pattern: /(?:^|[;&|=({'"!])\s*db\.[\w$]+(?:\.[\w$]+|\[[^\]]{1,64}\]){0,4}\.(?:find|insert|update|delete|remove|drop|aggregate|count|save|replace|bulkWrite|mapReduce|create|eval)\w{0,24}\(/ },
  // require('child_process')
  { shape: 'server-script', anchor: ['require', 'process'], pattern: /(?:['";=(]|^)\s*(?:(?:global\.)?process\.(?:mainModule|binding|exit|kill)\b|(?<!(?:const|let|var)\s[\w{},\s$]{1,64}=\s{0,8})require\s*\(\s*['"](?:node:)?(?:child_process|fs|net|http|os|vm)['"])/ },
]

/** Without one of these a text is none of them. */
const any = /[;|&}\r]|function|sleep\s*\(|redis\.|tojson|db\.|require|process\./

export function script(text: string): Finding | null {
  if (!any.test(text)) return null
  for (const { shape, anchor, pattern } of shapes) {
    const found = anchor.some((word) => text.includes(word)) ? pattern.exec(text) : null
    if (found) return { shape, start: found.index, end: found.index + found[0].length }
  }
  return null
}
