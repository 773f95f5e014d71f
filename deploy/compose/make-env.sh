#!/bin/sh
# .env.example → .env beside it, with a random value for every secret that is empty there. Leaves a .env that is there alone.
set -eu
umask 077
root="${1:-$(dirname "$0")/../..}"
[ ! -e "$root/.env" ] || { echo "There is a .env already: it stays as it is." >&2; exit 1; }

random() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }

while IFS= read -r line; do
  case "$line" in
    [A-Z]*=) printf '%s%s\n' "$line" "$(random)" ;;
    *) printf '%s\n' "$line" ;;
  esac
done < "$root/.env.example" > "$root/.env"
