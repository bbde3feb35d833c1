#!/usr/bin/env bash
# The chat on three hosts of one machine, connected by Redis: two clusters of two Java workers each, and npm's socket.io.
# Needs a JDK, redis-server, node and npm. Ctrl-C ends all.
set -euo pipefail
cd "$(dirname "$0")/../.."

for program in redis-server node npm; do
    command -v "$program" >/dev/null || { echo "$program is not on the PATH: install it first" >&2; exit 1; }
done
./mvnw -q -B package -DskipTests -pl integration-tests/chat -am
npm ci --prefix integration-tests/chat/src/main/node --no-audit --no-fund --silent

port=${REDIS_PORT:-6390}
trap 'kill $(jobs -p) 2>/dev/null; wait' EXIT
trap 'exit 130' INT TERM
redis-server --port "$port" --bind 127.0.0.1 --save "" --appendonly no --loglevel warning &
for http in 8081 8082; do
    java -Dquarkus.http.port=$http -Dquarkus.socketio.adapter.type=redis -Dquarkus.redis.hosts=redis://127.0.0.1:"$port" \
        -jar integration-tests/chat/target/quarkus-app/quarkus-run.jar &
done
node integration-tests/chat/src/main/node/server.mjs 8083 redis://127.0.0.1:"$port" &
echo "Open http://localhost:8081, http://localhost:8082 (Java) and http://localhost:8083 (Node)"
wait -n
