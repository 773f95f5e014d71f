// Paths that leave their folder, and paths that stay where they belong.
import { expect, test } from 'vitest'
import type { Escape } from '../../../src/detect/detector.ts'
import { pathTraversal } from '../../../src/detect/path_traversal/detector.ts'

const find = (text: string, undone: readonly Escape[] = []) =>
  pathTraversal.find({ text, written: text, kind: 'value', place: '$.file', undone })

test.each([
  ['../../../etc/passwd', 'climbs-to-system-file'],
  ['images/../../etc/shadow%00.png', 'climbs-to-system-file'],
  ['..\\..\\Windows\\win.ini', 'climbs-to-system-file'],
  ['....//....//notes', 'disguised-climb'],
  ['..;/manager/html', 'disguised-climb'],
  ['.../.../notes', 'disguised-climb'],
  ['../../../../../srv', 'climbs-far'],
  ['/etc/passwd', 'names-system-file'],
  ['C:\\boot.ini', 'names-system-file'],
  ['file:///proc/self/environ', 'names-system-file'],
])('%s is %s', (text, shape) => expect(find(text)?.shape).toBe(shape))

test('steps up that were escaped are no link of a page', () => {
  expect(find('../../notes')).toBeNull()
  expect(find('../../notes', ['percent'])?.shape).toBe('escaped-climb')
})

test.each([
  'see ![a cat](../images/cat.png) and ../../README.md',
  'Wait... what? and/or ...',
  ' .../src/main.c | 5 +++--',
  'Preparing to unpack .../24-tool_1.4.6_amd64.deb ...',
  'edit /etc/hosts and restart',
  'https://app.example.com/a/b?c=1',
  '/images/cat.png',
  '1..10/2',
])('%s stays quiet', (text) => expect(find(text)).toBeNull())

test('a finding says where', () => {
  expect(find('x ../../etc/passwd y')).toEqual({ shape: 'climbs-to-system-file', start: 2, end: 18 })
})
