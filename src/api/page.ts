// The console's files, by name. Nothing outside the folder can be asked for: the names are read once, at the start.
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import type { FastifyInstance } from 'fastify'

// biome-ignore format: table
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css':  'text/css; charset=utf-8',
  '.js':   'text/javascript; charset=utf-8',
  '.svg':  'image/svg+xml',
}

export function servePage(app: FastifyInstance, folder: string): void {
  for (const name of readdirSync(folder)) {
    const type = types[extname(name)]
    if (type === undefined) continue
    const bytes = readFileSync(join(folder, name))
    const path = name === 'index.html' ? '/' : `/${name}`
    app.get(path, { config: { withoutToken: true } }, async (_request, reply) => reply.type(type).send(bytes))
  }
}
