// The rules of the scenario: each looks for one departure from what is usual.

export const rules = `
rule guessing_where_people_talk {
  title "Alike messages, much faster than people write"
  level high

  detect
    frame where websocket.direction == "client" and anomaly() > 0.8
      and websocket.features.pl_simhash_dist < 24
      and websocket.features.tm_frame_rate > 4 * usual(websocket.features.tm_frame_rate, 99)
    | stats tries = count() by websocket.connection.id over 30s
    | where tries >= 20

  suppress 10m by websocket.connection.id
}

rule more_goes_out_than_usual {
  title "A server sends much more than it does"
  level high

  detect
    frame where websocket.direction == "server" and anomaly() > 0.9
      and websocket.features.tm_byte_rate > 10 * usual(websocket.features.tm_byte_rate, 99)
      and websocket.payload.bytes > 10 * usual(websocket.payload.bytes, 99)

  suppress 10m by websocket.connection.id
}

rule more_fragments_than_usual {
  title "A message in many more fragments than are usual"
  level high

  detect
    frame where anomaly() > 0.9 and websocket.features.fg_index > 50
      and websocket.features.fg_index > 10 * usual(websocket.features.fg_index, 99)
      and websocket.features.fg_tiny_run > 20

  suppress 10m by websocket.connection.id
}
`
