// Lines of key log files → secrets by session.
import { describe, expect, test } from 'vitest'
import { KeyLog } from '../../../src/sensor/tls/key-log.ts'

const random = 'a1'.repeat(32)
const secret = 'b2'.repeat(32)

describe('a key log', () => {
  test('says the secrets of a session, whatever stands around them', () => {
    const log = new KeyLog()
    const text = `# a comment\r\nCLIENT_RANDOM ${random} ${'c3'.repeat(48)}\r\nSERVER_TRAFFIC_SECRET_0 ${random.toUpperCase()} ${secret}\n\n`
    expect(log.add(text)).toBe(2)
    const secrets = log.secretsOf(Buffer.from(random, 'hex'))!
    expect(secrets.CLIENT_RANDOM?.toString('hex')).toBe('c3'.repeat(48))
    expect(secrets.SERVER_TRAFFIC_SECRET_0?.toString('hex')).toBe(secret)
    expect(log.secretsOf(Buffer.alloc(32))).toBeNull()
  })

  test.each([
    `RSA ${random.slice(0, 16)} ${secret}`,
    `EXPORTER_SECRET ${random} ${secret}`,
    `CLIENT_RANDOM ${random} ${secret.slice(0, 20)}`,
    `CLIENT_RANDOM ${random} ${secret}0`,
    `CLIENT_RANDOM ${random}`,
    'nothing of the kind',
    '',
  ])('says nothing in %j', (line) => {
    expect(new KeyLog().add(line)).toBe(0)
  })
})
