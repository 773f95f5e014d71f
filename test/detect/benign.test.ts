// What people and programs send each other, in whatever message carries it: no detector finds anything in it.
import { expect, test } from 'vitest'
import { carriers } from '../../bench/detection/carriers.ts'
import { detectors } from '../../src/detect/detectors.ts'
import { Inspector } from '../../src/detect/inspect.ts'
import { readTexts } from './search-laws.ts'

const inspector = new Inspector(detectors)

test.each(Object.entries(carriers))('in %s nothing is found', (_name, carry) => {
  const found = readTexts('.', 'benign.txt').flatMap((text) =>
    inspector.inspect(carry(text)).found.map(({ threat, shape }) => `${threat} ${shape} | ${text}`),
  )
  expect(found).toEqual([])
})
