// What injections are made of: tokens by class, each with its weight. In lower case, a blank for any white space.

export type TokenClass = 'sql' | 'nosql' | 'command' | 'ldap' | 'xml' | 'template' | 'xss'

/** Weights: 10 is found in hardly any innocent message, 2 in some. */
// biome-ignore format: table
export const tokens: Readonly<Record<TokenClass, Readonly<Record<string, number>>>> = {
  sql: {
    'union select': 9, 'union all select': 9, 'information_schema': 9, 'xp_cmdshell': 10, 'waitfor delay': 9, 'pg_sleep(': 9,
    'benchmark(': 7, 'sleep(': 5, 'load_file(': 8, 'into outfile': 9, 'into dumpfile': 9, 'drop table': 8, 'delete from': 4,
    'insert into': 3, "' or ": 6, "' and ": 4, 'or 1=1': 9, "'='": 8, "';": 3, "'--": 8, ' order by ': 2, 'sqlite_master': 9,
    'extractvalue(': 8, 'updatexml(': 8, 'group_concat(': 7, '@@version': 8,
  },
  nosql: {
    '"$where"': 9, '"$ne"': 6, '"$gt"': 5, '"$lt"': 4, '"$regex"': 6, '"$nin"': 5, '"$exists"': 4, '"$or"': 3, '[$ne]': 8,
    '[$gt]': 8, '[$regex]': 8, 'this.password': 6, '"$function"': 8,
  },
  command: {
    '/etc/passwd': 10, '/etc/shadow': 10, '/bin/sh': 8, '/bin/bash': 8, 'cmd.exe': 8, 'powershell': 7, '/dev/tcp/': 10,
    '${ifs}': 10, '; cat ': 7, '| cat ': 7, ';id': 3, '|id': 3, '; ls': 5, '&& ': 2, '$(': 3, 'wget http': 7, 'curl http': 6,
    'nc -e': 9, 'chmod +x': 7, 'base64 -d': 7, 'whoami': 5, '../..': 5,
  },
  ldap: {
    '*)(': 7, ')(|(': 7, ')(&(': 7, '(objectclass=': 7, '*)(uid=': 9, '(|(': 4,
  },
  xml: {
    '<!entity': 10, '<!doctype': 5, 'system "file:': 10, "system 'file:": 10, 'xi:include': 8, '<![cdata[': 4,
    'substring(//': 8, 'string-length(': 5, 'count(//': 8, '/text()': 5, "' or name()": 9,
  },
  template: {
    '{{': 2, '${': 2, '{%': 4, '#{': 2, '<%=': 4, '__class__': 9, '__mro__': 10, '__globals__': 10, '__subclasses__': 10,
    'getruntime(': 9, 'freemarker.template': 10, 'constructor.constructor': 9, 'jndi:': 10, '{{7*7}}': 10, '${7*7}': 10,
  },
  xss: {
    '<script': 9, 'javascript:': 7, 'onerror=': 8, 'onload=': 7, 'onclick=': 5, 'onmouseover=': 6, '<svg': 4, '<img': 2,
    '<iframe': 6, 'document.cookie': 9, 'alert(': 5, 'eval(': 5, 'fromcharcode': 6, 'srcdoc=': 6,
  },
}

export interface Token {
  readonly text: string
  readonly weight: number
}

/** All of them, at most 128. */
export const allTokens: readonly Token[] = Object.values(tokens).flatMap((ofClass) =>
  Object.entries(ofClass).map(([text, weight]) => ({ text, weight })),
)

/** No message scores more. */
export const highestScore = 100
