// A file of unit tests in a process that many share → it leaves behind what it found, or fails itself.
import { afterAll, expect, vi } from 'vitest'

const look = () => ({
  folder: process.cwd(),
  environment: { ...process.env },
  outputs: [process.stdout.write, process.stderr.write],
  exitCode: process.exitCode,
  hasFakeTimers: vi.isFakeTimers(),
})

const before = look()

afterAll(() => expect(look()).toEqual(before))
