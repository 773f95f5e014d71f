#!/bin/sh
# Passwords in the environment → in Elasticsearch: Kibana's own account has its password, and Tripline an account that
# may do what it does and no more. Safe to repeat.
set -eu
folder="$(dirname "$0")"

# What stands in JSON and in a header as it is.
for name in ELASTIC_PASSWORD KIBANA_PASSWORD TRIPLINE_ELASTIC_PASSWORD; do
  case "$(printenv "$name")" in
    *[!A-Za-z0-9._-]*) echo "$name may hold letters, digits, '.', '_' and '-' alone." >&2; exit 1 ;;
  esac
done

# The password goes by standard input: a list of processes shows arguments.
put() {
  printf 'user = "elastic:%s"\n' "$ELASTIC_PASSWORD" |
    curl --config - --silent --show-error --fail-with-body --retry 5 --retry-connrefused \
      --request PUT --header 'content-type: application/json' --data "$2" "$ELASTICSEARCH_URL$1"
  echo
}

put /_security/user/kibana_system/_password "{\"password\":\"$KIBANA_PASSWORD\"}"
put /_security/role/tripline "@$folder/elastic-role.json"
put /_security/user/tripline "{\"password\":\"$TRIPLINE_ELASTIC_PASSWORD\",\"roles\":[\"tripline\"]}"
