"""Takes a lock as redis-lock-py does (https://github.com/miintto/redis-lock-py), over redis-py, until all had their turns.

Arguments: the port, the lock's name, how many acquisitions all workers make together. Prints how many were its own, and
how often it was not alone.
"""

import sys
import uuid

import redis

RELEASE = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
redis.call('PUBLISH', KEYS[2], 'ok')
return 1
"""

port, name, wanted = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
client = redis.Redis(port=port)
release = client.register_script(RELEASE)
channel = "rlock-channel:" + name
listener = client.pubsub(ignore_subscribe_messages=True)
listener.subscribe(channel)


def acquire(token):
    while not client.set(name, token, nx=True, px=30_000):
        listener.get_message(timeout=0.05)


own, overlaps = 0, 0
while True:
    token = str(uuid.uuid4())
    acquire(token)
    if client.incr("inside") != 1:
        overlaps += 1
    count = int(client.get("count") or 0)
    if count < wanted:
        client.set("count", count + 1)
        own += 1
    client.decr("inside")
    if release(keys=[name, channel], args=[token]) != 1:
        overlaps += 1
    if count >= wanted:
        break
print(own, overlaps)
