// Memory that is lent to another thread.
import { expect, test } from 'vitest'
import { Borrower, Lender, newLedger } from '../../../src/intake/ahead/loans.ts'

function bothSides() {
  const ledger = newLedger()
  return { lender: new Lender(ledger), borrower: new Borrower(ledger) }
}

test('what was given back is lent again, and named by its number alone', () => {
  const { lender, borrower } = bothSides()
  const first = lender.lend(100)
  first.bytes[0] = 7
  expect(new Uint8Array(borrower.take(first.loan))[0]).toBe(7)
  const second = lender.lend(100)
  expect(second.loan.slot).not.toBe(first.loan.slot)
  borrower.take(second.loan)
  borrower.giveBack(first.loan)
  const third = lender.lend(100)
  expect(third.loan).toEqual({ slot: first.loan.slot, memory: null })
  expect(borrower.take(third.loan)).toBe(first.bytes.buffer)
})

test('memory that is too short is made anew, and known as that from then on', () => {
  const { lender, borrower } = bothSides()
  const short = lender.lend(100)
  borrower.take(short.loan)
  borrower.giveBack(short.loan)
  const long = lender.lend(short.bytes.length + 1)
  expect(long.loan.slot).toBe(short.loan.slot)
  expect(long.bytes.length).toBeGreaterThan(short.bytes.length)
  expect(borrower.take(long.loan)).toBe(long.bytes.buffer)
})

test('where nothing comes back memory is lent all the same, to serve once', () => {
  const { lender, borrower } = bothSides()
  const lent = Array.from({ length: 300 }, () => lender.lend(1))
  const memories = new Set(lent.map(({ loan }) => borrower.take(loan)))
  expect(memories.size).toBe(300)
  for (const { loan } of lent) borrower.giveBack(loan)
  expect(lender.lend(1).loan.slot).toBeGreaterThanOrEqual(0)
})

test('for nothing no memory is taken that would have to come back', () => {
  const { lender } = bothSides()
  for (let time = 0; time < 300; time++) expect(lender.lend(0).bytes.length).toBe(0)
  expect(lender.lend(1).loan.slot).toBe(0)
})
