// One rule of each kind for the drill of several processes, by its id. Spans are long: state has to outlive many kills.

export const rules: Readonly<Record<string, string>> = {
  drill_single_notice: `rule drill_single_notice {
  title "Notice"
  level low
  detect message where websocket.payload.text == "single"
  incident "notice of {source.ip}"
}`,
  drill_notice_that_repeats: `rule drill_notice_that_repeats {
  title "Notice that repeats"
  level low
  detect message where websocket.payload.text == "repeated"
  incident "{websocket.payload.text} by {source.ip}"
  suppress 30d by source.ip
}`,
  drill_guessing_by_address: `rule drill_guessing_by_address {
  title "Guessing"
  level high
  detect
    auth where event.outcome == "failure"
    | stats n = count(), users = count_distinct(user.name) by source.ip over 24h
    | where n >= 5 and users >= 3
  incident "{n} failures from {source.ip}"
}`,
  drill_guessing_then_success: `rule drill_guessing_then_success {
  title "Guessed"
  level critical
  detect
    sequence by source.ip with maxspan=24h
      [auth where event.outcome == "failure"] with runs=3
      [auth where event.outcome == "success"]
  incident "success from {source.ip}"
}`,
  drill_no_login_in_time: `rule drill_no_login_in_time {
  title "No login"
  level low
  detect
    sequence by websocket.connection.id with maxspan=12h
      [handshake where url.path == "/chat"]
      ![auth where event.outcome == "success"]
  incident "no login from {source.ip}"
}`,
  drill_handshakes_in_six_hours: `rule drill_handshakes_in_six_hours {
  title "Handshakes"
  level medium
  detect handshake where url.path == "/many" | stats n = count() by source.ip over tumbling 6h | where n >= 4
  incident "{n} handshakes from {source.ip}"
}`,
}
