/* What goes on beside the waiters: the network, the server's clock, connections, crashes, and what is undone in the background. */

/* A command that got no answer arrives, or never does; one that was sent twice arrives once more. Nobody hears the reply. */
proctype Network() {
  byte t, command, reply, gotFence, way, successor;
end:
  do
  :: atomic {
       ANY_LATE ->
       PICK(t, late);
       PICK_COMMAND(command, late[t]);
       late[t] = late[t] & ~command;
       if
       :: true -> SAY2("network: a command of %d arrives late (%d)\n", t, command); arrive(t, command)
       :: true -> SAY2("network: a command of %d never arrives (%d)\n", t, command)
       fi;
       t = NONE; command = 0; reply = 0; gotFence = 0; way = 0; successor = NONE
     }
  od
}

/* The lock's key expires. */
proctype ServerClock() {
end:
  do
  :: atomic {
       expiries > 0 && lock != NONE && !(HELD(lock) && covered[lock]) ->
       if
       :: expiries != MANY -> expiries--
       :: else
       fi;
       SAY1("clock: the key of %d expires\n", lock);
       spent[lock] = coversNext[lock];
       deleteLock()
     }
  od
}

inline ringAll(c) {
  d_step {
    at = 0;
    do
    :: at < PER_CLIENT ->
       bell[c * PER_CLIENT + at] = listening[c * PER_CLIENT + at];
       at++
    :: else -> break
    od;
    at = 0
  }
}

inline forgetMessages(c) {
  d_step {
    at = 1;
    do
    :: at < TOKENS ->
       message[at] = message[at] && CLIENT_OF(at) != c;
       at++
    :: else -> break
    od;
    at = 0
  }
}

/*
 * Where nothing expires, only a client may die whose death the server sees at once, and which has nothing in hand: neither
 * the lock nor a place in the queue as one that polls. Each of these is freed by its expiry.
 */
#if ENDS_CLEAN
#define POLLS_IN_QUEUE(t) (unsubscribed[t])
#define MAY_CRASH(c) (lock != NONE && CLIENT_OF(lock) != c && !OF_ANY_TOKEN(c, POLLS_IN_QUEUE))
#else
#define MAY_CRASH(c) true
#endif

/* The subscriber's connection of a client, and the life of the client. */
proctype Connection(byte c) {
end:
  do
  /* The connection is lost, with the messages on it or without; the server sees that before the client does. */
  :: atomic {
       MAY_FAIL(CUTS) && subscribed[c] && up[c] ->
       faults--;
       SAY1("connection: the subscriber of client %d is cut off\n", c);
       subscribed[c] = false;
       silent[c] = false;
       if
       :: true -> forgetMessages(c)
       :: true
       fi
     }
  /* The connection stays, and carries nothing any more. */
  :: atomic {
       MAY_FAIL(CUTS) && subscribed[c] && !silent[c] && up[c] ->
       faults--;
       SAY1("connection: the subscriber of client %d goes silent\n", c);
       silent[c] = true;
       forgetMessages(c)
     }
  /* subscriber.ts: #onClose; connection.ts: check, #onSilent */
  :: atomic { channel[c] == LIVE && (!subscribed[c] || silent[c]) && up[c] -> channel[c] = DOWN; SAY1("connection: client %d notices\n", c); ringAll(c) }
  /* subscriber.ts: #onReady; push-wait.ts: live */
  :: atomic { channel[c] == DOWN && up[c] -> channel[c] = LIVE; subscribed[c] = true; silent[c] = false; SAY1("connection: client %d is subscribed again\n", c); ringAll(c) }
  :: atomic {
       MAY_FAIL(CRASHES) && up[c] && MAY_CRASH(c) ->
       faults--;
       SAY1("crash: client %d\n", c);
       up[c] = false;
       at = 0;
       do
       :: at < PER_CLIENT ->
          lease[c * PER_CLIENT + at] = NONE;
          fenceOf[c * PER_CLIENT + at] = 0;
          inLine[c * PER_CLIENT + at] = false;
          listening[c * PER_CLIENT + at] = false;
          bell[c * PER_CLIENT + at] = false;
          given[c * PER_CLIENT + at] = nothing;
          over[c * PER_CLIENT + at] = true;
          at++
       :: else -> break
       od;
       at = 1;
       do
       :: at < TOKENS ->
          if
          :: CLIENT_OF(at) == c -> owed[at] = 0; unsettled[at] = false; spent[at] = false
          :: else
          fi;
          at++
       :: else -> break
       od;
       at = 0;
       turn[c] = 0;
       channel[c] = UNUSED;
       forgetMessages(c);
#if ENDS_CLEAN
       subscribed[c] = false;
       silent[c] = false
#endif
     }
  /* The server notices that a client is gone. */
  :: atomic { !up[c] && subscribed[c] -> SAY1("connection: the server notices that client %d is gone\n", c); subscribed[c] = false; silent[c] = false; forgetMessages(c) }
  od
}

#define PICK_TOKEN(t, c, holds) \
  if \
  :: holds(TOKEN_1(c)) -> t = TOKEN_1(c) \
  :: holds(TOKEN_2(c)) -> t = TOKEN_2(c) \
  :: holds(TOKEN_3(c)) -> t = TOKEN_3(c) \
  :: holds(TOKEN_4(c)) -> t = TOKEN_4(c) \
  fi

/* The last look comes after whatever arrives late, where that is judged; elsewhere at any time. cleanup.ts: UNDO_AGAIN_AFTER */
#if ENDS_CLEAN
#define MAY_LOOK (!ANY_LATE)
#else
#define MAY_LOOK true
#endif

/* Whose messages nobody waits for. */
#define IS_ORPHAN(t) (message[t] && !(listening[OWNER(t)] && token[OWNER(t)] == (t)))

/* What goes on in the background of a client. */
proctype Cleanup(byte c) {
  byte t;
end:
  do
  /* A release, or an undo, which is tried until it is answered. cleanup.ts: release, undo, releaseQuietly, #releaseUntil */
  :: atomic {
       up[c] && OF_ANY_TOKEN(c, OWES_RELEASE) ->
       PICK_TOKEN(t, c, OWES_RELEASE);
       SAY1("cleanup: releases %d\n", t);
       owed[t] = owed[t] & ~RELEASE_OWED;
       release(t);
       maybeRepeat(t, FREE);
       t = NONE
     }
  /* cleanup.ts: undoLate, #releaseAgain */
  :: atomic {
       up[c] && OF_ANY_TOKEN(c, OWES_LOOK) && MAY_LOOK ->
       PICK_TOKEN(t, c, OWES_LOOK);
       SAY1("cleanup: releases %d at a later look\n", t);
       owed[t] = owed[t] & ~LOOK_OWED;
       release(t);
       maybeRepeat(t, FREE);
       t = NONE
     }
  /* grant-inbox.ts: message; grant-router.ts: #orphanGrant */
  :: atomic {
       up[c] && OF_ANY_TOKEN(c, IS_ORPHAN) ->
       PICK_TOKEN(t, c, IS_ORPHAN);
       SAY1("inbox: a grant to %d, for which nobody waits\n", t);
       message[t] = false;
       if
       :: releasesGrants[t] -> owed[t] = owed[t] | RELEASE_OWED
       :: else
       fi;
       t = NONE
     }
  od
}

/* Where everything has to come to its end without a poll: nothing can happen any more, and all is well. */
#if WAITERS == 2
#define ALL_OVER (over[0] && over[1])
#else
#define ALL_OVER (over[0] && over[1] && over[2] && over[3])
#endif
proctype Judge() {
end:
#if ENDS_CLEAN
  timeout ->
  /* W: nobody is left waiting. */
  assert(ALL_OVER);
  /* Z: nothing is left behind. */
  assert(lock == NONE && queued == 0)
#else
  skip
#endif
}
