// What a config is that says nothing.
import * as v from 'valibot'
import { type Config, configSchema } from './schema.ts'

export const defaultConfig = (): Config => v.parse(configSchema, { version: 1 })
