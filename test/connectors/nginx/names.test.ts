// What stands in the formats that people have is known to nginx, or is theirs: nobody is told of a mistake that is none.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { nginx } from '../../../connectors/nginx/connector.ts'
import { isOfFamily, nginxNames } from '../../../connectors/nginx/names.ts'
import { nginxMeanings, synonyms } from '../../../connectors/nginx/variables.ts'

test('every variable that is read is one of nginx', () => {
  const all = [...nginxMeanings, ...Object.keys(synonyms), ...Object.values(synonyms)]
  expect(all.filter((name) => !nginxNames.has(name) && !isOfFamily(name))).toEqual([])
})

test('no name of nginx is taken for another that is misspelt, nor is one of somebody’s own', () => {
  const own = ['connection_upgrade', 'loggable', 'real_client', 'http_x_anything', 'trace_id', 'country']
  const format = ['$msec', ...[...nginxNames, ...own].map((name) => `$${name}`)].join(' ')
  expect(nginx.configure({ format })).toMatchObject({ ok: true, warned: { diagnostics: [] } })
})

test('the formats of the guide are without a warning', () => {
  const readme = readFileSync(join(import.meta.dirname, '../../../connectors/nginx/README.md'), 'utf8')
  const formats = readme.match(/^ *log_format [^`]*?;$/gm) ?? []
  expect(formats.length).toBeGreaterThan(0)
  for (const format of formats) expect(nginx.configure({ format })).toMatchObject({ warned: { diagnostics: [] } })
})
