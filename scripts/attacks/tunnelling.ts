// Other protocols inside messages, and channels for commands.
import type { Attack } from './attack.ts'

/** RFC 8446 section 4.1.2: a record with a hello in it. */
const hello = Buffer.concat([Buffer.from([22, 3, 1, 0, 64, 1, 0, 0, 60, 3, 3]), Buffer.alloc(58, 7)])

export const tunnelling: readonly Attack[] = [
  {
    rule: 'beacon_by_cadence',
    about: 'A message of the same size every minute, for two hours and a half.',
    play: (scene) => {
      const visit = scene.open({ path: '/sync' })
      const [start, size] = [scene.us, 120]
      for (let minute = 1; minute <= 150; minute++) {
        visit.ask(scene.bytes(size / 2).toString('hex'), 'ok')
        // To the clock, but for what a network adds.
        scene.us = start + minute * 60e6 + scene.below(200_000)
      }
      visit.close()
    },
  },
  {
    rule: 'protocol_in_binary_frames',
    about: 'A TLS handshake inside binary messages.',
    play: (scene) => {
      const visit = scene.open({ path: '/sync' })
      visit.ask(hello, Buffer.concat([hello.subarray(0, 5), Buffer.from([2]), hello.subarray(6)])).close()
    },
  },
  {
    rule: 'shell_output_from_client',
    about: 'A client that does what the server says in a shell, and sends what it prints.',
    play: (scene) => {
      const visit = scene.open({ path: '/sync', deflate: true })
      visit.hear('id').say('uid=33(www-data) gid=33(www-data) groups=33(www-data)\n')
      scene.wait(8)
      visit
        .hear('cd /var/www; ls -l')
        .say('total 12\ndrwxr-xr-x 2 root root 4096 Nov 22 04:22 html\nwww-data@web1:/var/www$ ')
      visit.close()
    },
  },
  {
    rule: 'tunnel_in_binary_frames',
    about: 'SSH inside binary messages.',
    play: (scene) => {
      const visit = scene.open({ path: '/sync' })
      visit.ask(Buffer.from('SSH-2.0-OpenSSH_9.6\r\n'), Buffer.from('SSH-2.0-OpenSSH_9.2p1\r\n'))
      for (let part = 0; part < 5; part++) visit.ask(scene.bytes(100), scene.bytes(400))
      visit.close()
    },
  },
]
