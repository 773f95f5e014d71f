#!/bin/sh
# A secret in the environment (TRIPLINE_SECRET_REDIS_PASSWORD) → a file that a config can name (/run/tripline/redis_password);
# then the command, which no longer has it in its environment.
set -eu
umask 077
secrets="${TRIPLINE_SECRETS:-/run/tripline}"
for name in $(env | sed -n 's/^TRIPLINE_SECRET_\([A-Z0-9_]*\)=.*/\1/p'); do
  file="$secrets/$(printf '%s' "$name" | tr '[:upper:]' '[:lower:]')"
  printenv "TRIPLINE_SECRET_$name" > "$file"
  unset "TRIPLINE_SECRET_$name"
done
exec node "$(dirname "$0")/../../bin/tripline.cjs" "$@"
