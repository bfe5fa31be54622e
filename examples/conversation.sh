#!/usr/bin/env bash
# Starts a conversation, follows it for a while, lets the agent say something and ends it.
# Needs: SWITCHBOARD_URL, SWITCHBOARD_KEY, jq.
set -euo pipefail
api() { curl -sS --fail-with-body -H "Authorization: Bearer $SWITCHBOARD_KEY" -H 'Content-Type: application/json' "$@"; }

answer=$(api "$SWITCHBOARD_URL/v1/sessions" -H "Idempotency-Key: $(cat /proc/sys/kernel/random/uuid)" -d '{"agent": "ada", "waitSeconds": 30}')
id=$(jq -r .session.id <<<"$answer")
jq '{id: .session.id, phase: .session.phase, server: .connection.server_url}' <<<"$answer"

api -N --max-time 5 "$SWITCHBOARD_URL/v1/sessions/$id/events" &
events=$!
api "$SWITCHBOARD_URL/v1/sessions/$id/say" -d '{"text": "This call is a test."}'
wait "$events" || true

api "$SWITCHBOARD_URL/v1/sessions/$id/stop" -d '{"mode": "Now"}' | jq '{id, phase}'
