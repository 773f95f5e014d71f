// How far event time has come for a rule, by the sources that can feed it.
import { describe, expect, test } from 'vitest'
import { Watermarks } from '../../src/engine/watermark.ts'
import { beginning, end, exclusive, type Position } from '../../src/event/position.ts'

const [frames, logs] = [1, 2]
const sensor = { id: 'sensor', categories: frames, latenessUs: 0 }
const proxy = { id: 'proxy', categories: logs, latenessUs: 0 }
const at = (us: number, sequence = exclusive): Position => ({ us, nanos: 0, sequence })

describe('the watermark', () => {
  test('is where the furthest behind of those that feed the rule is', () => {
    const marks = new Watermarks([sensor, proxy])
    marks.progress('sensor', at(10))
    marks.progress('proxy', at(4))
    expect([marks.of(frames), marks.of(logs), marks.of(frames | logs)]).toEqual([at(10), at(4), at(4)])
  })

  test('waits for a source that has said nothing yet', () => {
    const marks = new Watermarks([sensor, proxy])
    marks.progress('sensor', at(10))
    expect(marks.of(frames | logs)).toEqual(beginning)
  })

  test('never goes back with its source', () => {
    const marks = new Watermarks([sensor])
    marks.progress('sensor', at(10, 3))
    marks.progress('sensor', at(10, 2))
    marks.progress('sensor', at(9, 9))
    expect(marks.of(frames)).toEqual(at(10, 3))
  })

  test('leaves out who is idle, until it speaks again', () => {
    const marks = new Watermarks([sensor, { ...proxy, categories: frames }])
    marks.progress('sensor', at(10))
    marks.progress('proxy', at(4))
    marks.idle('proxy', null)
    expect(marks.of(frames)).toEqual(at(10))
    marks.progress('proxy', at(5))
    expect(marks.of(frames)).toEqual(at(5))
  })

  test('stands where the furthest left it, once all are idle', () => {
    const marks = new Watermarks([sensor, { ...proxy, categories: frames }])
    marks.progress('sensor', at(10))
    marks.idle('sensor', null)
    marks.idle('proxy', at(12))
    expect(marks.of(frames)).toEqual(at(12))
  })

  test('is the same without a source that is gone, also after a restart', () => {
    const marks = new Watermarks([sensor, { ...proxy, categories: frames }])
    marks.idle('sensor', at(10))
    marks.idle('proxy', at(12))
    marks.forget('proxy')
    const again = new Watermarks([])
    again.load(marks.save())
    expect([marks.of(frames), again.of(frames)]).toEqual([at(12), at(12)])
    marks.add({ ...proxy, categories: frames })
    expect(marks.of(frames)).toEqual(beginning)
  })

  test('forgets nobody that others still wait for, and keeps one place for all that are gone', () => {
    const marks = new Watermarks([sensor])
    marks.forget('sensor')
    expect(marks.ids()).toEqual(['sensor'])
    for (let n = 0; n < 100; n++) {
      marks.add({ ...proxy, id: `file ${n}` })
      marks.idle(`file ${n}`, at(n))
      marks.forget(`file ${n}`)
    }
    expect(marks.ids().length).toBe(2)
    expect(marks.of(logs)).toEqual(at(99))
  })

  test('has not begun where nothing feeds the rule: a source that does may be added', () => {
    const marks = new Watermarks([proxy])
    marks.progress('proxy', at(10))
    expect(marks.of(frames)).toEqual(beginning)
    marks.add(sensor)
    marks.progress('sensor', at(3))
    expect(marks.of(frames)).toEqual(at(3))
  })
})

describe('a source that is known already', () => {
  test('stays where it was when it is added again, and may produce something else', () => {
    const marks = new Watermarks([sensor])
    marks.progress('sensor', at(10))
    marks.add({ ...sensor, categories: frames | logs })
    expect([marks.of(frames), marks.of(logs)]).toEqual([at(10), at(10)])
  })

  test('produces after a restart what it can produce now', () => {
    const before = new Watermarks([sensor])
    before.progress('sensor', at(10))
    const after = new Watermarks([{ ...sensor, categories: logs }])
    after.load(JSON.parse(JSON.stringify(before.save())))
    expect([after.of(logs), after.of(frames)]).toEqual([at(10), beginning])
  })
})

describe('what a source holds from far ahead', () => {
  const held = { ...at(4), aheadUs: 900 }

  test('moves nobody while it may still speak', () => {
    const marks = new Watermarks([sensor, { ...proxy, categories: frames }])
    marks.progress('sensor', at(10))
    marks.progress('proxy', held)
    expect(marks.of(frames)).toEqual(at(4))
    marks.idle('sensor', null)
    marks.idle('proxy', at(5))
    expect(marks.of(frames)).toEqual(at(10))
  })

  test('counts where it ends with it, also after a restart', () => {
    const before = new Watermarks([sensor])
    before.progress('sensor', held)
    const after = new Watermarks([sensor])
    after.load(JSON.parse(JSON.stringify(before.save())))
    expect(after.progressOf()).toEqual([{ source: 'sensor', position: held, idle: false }])
    for (const marks of [before, after]) {
      marks.idle('sensor', null)
      expect(marks.of(frames)).toEqual(at(900))
    }
  })

  test('is told also where its time has run on meanwhile, and is forgotten once it is not believed', () => {
    const marks = new Watermarks([sensor])
    marks.idle('sensor', at(50))
    marks.progress('sensor', held)
    expect(marks.progressOf()[0]!.position).toEqual({ ...at(50), aheadUs: 900 })
    marks.progress('sensor', at(51))
    marks.idle('sensor', null)
    expect(marks.of(frames)).toEqual(at(51))
  })
})

test('the beginning and the end of time survive being saved', () => {
  const before = new Watermarks([sensor, proxy])
  before.progress('proxy', end)
  const after = new Watermarks([])
  after.load(JSON.parse(JSON.stringify(before.save())))
  expect([after.of(frames), after.of(logs), after.ids()]).toEqual([beginning, end, ['sensor', 'proxy']])
})
