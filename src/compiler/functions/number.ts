// number(text, base): the number that a text says.
import { defineFunction } from './function.ts'

export const number = defineFunction({
  name: 'number',
  summary: 'The number that a text says, in base 10 or, after `0x`, in base 16; null where it says none.',
  parameters: [
    { name: 'text', type: 'keyword' },
    { name: 'base', type: 'number', optional: true },
  ],
  returns: 'double',
  folds: false,
  examples: [
    { expression: 'number("42.5")', value: 42.5 },
    { expression: 'number("  -1337 ")', value: -1337 },
    { expression: 'number("0xff")', value: 255 },
    { expression: 'number("ff", 16)', value: 255 },
    { expression: 'number("ten")', value: null },
    { expression: 'number(null)', value: null },
  ],
  prepare: () => read,
})

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/

function read(text: string, base?: number): number | null {
  const trimmed = text.trim()
  const isHexadecimal = /^[+-]?0x/i.test(trimmed)
  const radix = base ?? (isHexadecimal ? 16 : 10)
  if (radix === 10) return decimal.test(trimmed) ? finite(Number(trimmed)) : null
  return readInteger(isHexadecimal && radix === 16 ? trimmed.replace(/0x/i, '') : trimmed, radix)
}

function readInteger(text: string, radix: number): number | null {
  if (!Number.isInteger(radix) || radix < 2 || radix > 36) return null
  const digits = text.replace(/^[+-]/, '').toLowerCase()
  const isWhole =
    digits !== '' && [...digits].every((digit) => digit.length === 1 && Number.parseInt(digit, radix) >= 0)
  return isWhole ? finite(Number.parseInt(text, radix)) : null
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)
