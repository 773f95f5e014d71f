// cidrMatch(address, block, …): whether an address lies in one of the blocks.
import { createAddressSet } from '../values/address-set.ts'
import { defineFunction } from './function.ts'

export const cidrMatch = defineFunction({
  name: 'cidrMatch',
  summary: 'Whether an address lies in one of the blocks.',
  parameters: [
    { name: 'address', type: 'ip' },
    { name: 'block', type: 'keyword', many: true, constant: true },
  ],
  returns: 'boolean',
  folds: false,
  examples: [
    { expression: 'cidrMatch("192.168.152.12", "10.0.0.0/8", "192.168.0.0/16")', value: true },
    { expression: 'cidrMatch("192.168.152.12", "10.0.0.0/8")', value: false },
    { expression: 'cidrMatch("2001:db8::1", "2001:db8::/32")', value: true },
    { expression: 'cidrMatch(null, "10.0.0.0/8")', value: null },
  ],
  prepare: ({ constants }) => {
    const blocks = createAddressSet(constants.slice(1).filter((block) => typeof block === 'string'))
    return (address: string) => blocks.has(address)
  },
})
