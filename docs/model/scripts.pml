/* The server's scripts. Each runs in one step, whatever else goes on. */

/* How an acquire is to be queued, as one bit each: not, with or without a subscription. */
#define PLAIN 1
#define HEARS 2
#define POLLING 4

/* Replies. */
#define REFUSED 1
#define GRANTED 2
#define GONE 3

byte at;
byte first;
bool granted;
bool frees;

/* fence.lua: raise */
inline raise() {
  if
  :: FENCES ->
#ifdef MUTANT_FENCE_NOT_RESERVED
     fence = fence + 1
#else
     fence = fence + FENCE_RESERVE
#endif
  :: else
  fi
}

/* An entry whose waiter can learn of a grant: it polls, or messages reach its client. queue.lua: grant; publish.lua: subscribers */
#define CAN_LEARN(t) (unsubscribed[t] || subscribed[CLIENT_OF(t)])

/* Sets the lock's key for as long as its command asked: longer than any deadline derived from a command sent before. */
inline setWhole(t) {
  lock = t;
  covered[t] = HELD(t);
  coversNext[t] = !HELD(t) && !over[OWNER(t)]
}

/* What was derived from the lease that ends here has no cover any more. */
inline deleteLock() {
  covered[lock] = false;
  coversNext[lock] = false;
  lock = NONE
}

/* queue.lua: dequeue */
inline dequeue(t) {
  at = 0;
  do
  :: at < queued && queue[at] != t -> at++
  :: else -> break
  od;
  if
  :: at < queued ->
     queued--;
     do
     :: at < queued -> queue[at] = queue[at + 1]; at++
     :: else -> break
     od;
     queue[queued] = NONE;
     unsubscribed[t] = false
  :: else
  fi
}

/* An entry that is there already keeps its place. queue.lua: enqueue */
inline enqueue(t, hears) {
  at = 0;
  do
  :: at < queued && queue[at] != t -> at++
  :: else -> break
  od;
  if
  :: at == queued -> queue[queued] = t; queued++
  :: else
  fi;
  unsubscribed[t] = !(hears)
}

/*
 * Grants the lock, which nobody holds, to the first waiter that can learn of it and stands before `own`. It is set for a
 * short time, which covers no deadline: the waiter's own acquire is to confirm it. queue.lua: grant, GRANT_TTL
 */
inline grant(own) {
  granted = false;
  do
  :: queued == 0 || queue[0] == own || granted -> break
  :: else ->
     first = queue[0];
     if
#ifdef MUTANT_GRANT_TO_DEAD
     :: true ->
#else
     :: CAN_LEARN(first) ->
#endif
        ASSERT_O(first);
        raise();
        lock = first;
        message[first] = subscribed[CLIENT_OF(first)] && !silent[CLIENT_OF(first)] && !unsubscribed[first];
        granted = true
     :: else
     fi;
     dequeue(first)
  od;
  first = NONE
}

/* acquire.lua */
inline acquire(t, how, reply, gotFence) {
  d_step {
    reply = REFUSED;
    if
#ifndef MUTANT_ACQUIRE_NOT_IDEMPOTENT
    :: lock == t ->
       setWhole(t);
       dequeue(t);
       reply = GRANTED
#endif
    :: lock == NONE ->
       granted = false;
#ifndef MUTANT_BARGING
       if
       :: how == PLAIN -> grant(NONE)
       :: else -> grant(t)
       fi;
#endif
       if
       :: !granted ->
          ASSERT_O(t);
          setWhole(t);
          raise();
          if
          :: how != PLAIN -> dequeue(t)
          :: else
          fi;
          reply = GRANTED
       :: else
       fi
    :: else
    fi;
    if
    :: reply == REFUSED && how != PLAIN -> enqueue(t, how == HEARS)
    :: else
    fi;
    gotFence = fence;
    at = 0;
    granted = false;
    SAY4("  server: acquire by %d, queued as %d (1 not, 2 hears, 4 polls): %d (1 refused, 2 granted), held by %d\n", t, how, reply, lock)
  }
}

/* release.lua */
inline release(t) {
  d_step {
#ifdef MUTANT_RELEASE_IGNORES_TOKEN
    frees = lock != NONE;
#else
    frees = lock != NONE && lock == t;
#endif
    granted = lock == NONE;
    if
    :: frees ->
       ASSERT_T(lock);
       deleteLock()
    :: else
    fi;
    dequeue(t);
    if
#ifdef MUTANT_RELEASE_SERVES_NO_FREE_LOCK
    :: frees -> grant(NONE)
#else
    :: frees || granted -> grant(NONE)
#endif
    :: else
    fi;
    at = 0;
    frees = false;
    granted = false;
    SAY2("  server: release by %d, held by %d then\n", t, lock)
  }
}

/* To another token of the client, or to whoever queues first where `how` is not PLAIN. transfer.lua */
inline transfer(t, heirToken, how, reply, gotFence) {
  d_step {
    granted = false;
    reply = GONE;
    if
    :: lock != NONE && lock == heirToken ->
       setWhole(heirToken);
       reply = GRANTED
    :: lock != NONE && lock == t ->
       ASSERT_T(t);
       covered[t] = false;
       coversNext[t] = false;
       if
       :: how != PLAIN -> grant(NONE)
       :: else
       fi;
       if
       :: granted -> enqueue(heirToken, how == HEARS); reply = REFUSED
       :: else -> setWhole(heirToken); raise(); reply = GRANTED
       fi
    :: else ->
       if
       :: how != PLAIN ->
          at = 0;
          do
          :: at < queued && queue[at] != heirToken -> at++
          :: else -> break
          od;
          if
          :: at < queued -> reply = REFUSED
          :: else
          fi
       :: else
       fi
    fi;
    gotFence = fence;
    at = 0;
    granted = false;
    SAY4("  server: transfer from %d to %d: %d (1 queued, 2 done, 3 refused), held by %d\n", t, heirToken, reply, lock)
  }
}
