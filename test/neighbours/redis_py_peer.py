"""Acquires and releases redis-py's own Lock, one command a line: JSON in, JSON out."""

import json
import sys

import redis
from redis.exceptions import LockError

url, options = sys.argv[1], json.loads(sys.argv[2])
client = redis.Redis.from_url(url, **options)
held = None

for line in sys.stdin:
    command = json.loads(line)
    if command["op"] == "acquire":
        held = client.lock(
            command["name"],
            timeout=command["ttl"] / 1000,
            sleep=0.02,
            blocking_timeout=command["wait"] / 1000,
        )
        answer = held.acquire()
    elif command["op"] == "owned":
        answer = held.owned()
    else:
        try:
            held.release()
            answer = True
        except LockError:
            answer = False
    print(json.dumps(answer), flush=True)
