// Where the values of the line cut last stand, by their places in the format.

let starts: usize = 0
let ends: usize = 0

/** Where the variables are told: by their places in the format. */
export function spansAt(startsAt: usize, endsAt: usize): void {
  starts = startsAt
  ends = endsAt
}

@inline
export function startOf(index: i32): usize {
  return load<u32>(starts + ((index as usize) << 2)) as usize
}

/** May be before the start where there is nothing. */
@inline
export function endOf(index: i32): usize {
  return load<u32>(ends + ((index as usize) << 2)) as usize
}

@inline
export function tell(index: i32, from: usize, to: usize): void {
  store<u32>(starts + ((index as usize) << 2), from as u32)
  store<u32>(ends + ((index as usize) << 2), to as u32)
}
