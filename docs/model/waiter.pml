/* A waiter: it stands in line in its client, contends, holds, and releases. */

/* The client owes the server a release. `acquisition.ts: #giveUp`, `lease.ts: end, #lose` say where a later look is due too. */
inline owe(t, what) {
  owed[t] = owed[t] | (what);
  releasesGrants[t] = true;
  unsettled[t] = false
}

#ifdef MUTANT_NO_LATER_LOOK
#define AND_LOOK 0
#else
#define AND_LOOK LOOK_OWED
#endif
#ifdef MUTANT_NO_UNDO
#define UNDO 0
#else
#define UNDO (RELEASE_OWED | AND_LOOK)
#endif
#define OWED_AT_END(t) (unsettled[t] -> RELEASE_OWED | AND_LOOK : RELEASE_OWED)

/* The turn goes to the waiter that stands behind, with what comes along. local-queue.ts: give */
inline give(next, what) {
  given[next] = what;
  inLine[next] = false;
  turn[CLIENT(next)] = (next) + 1
}

/* local-queue.ts: leave */
inline leaveTurn(w) {
  if
  :: inLine[SIBLING(w)] -> give(SIBLING(w), onlyTurn)
  :: else -> turn[CLIENT(w)] = 0; passes[CLIENT(w)] = 0
  fi
}

/* A holder's time begins. held-locks.ts: hold, inherit */
inline begin(w, t, newFence) {
  lease[w] = t;
  fenceOf[w] = newFence;
  checkHolder(w)
}

inline stopHolding(w) {
  lease[w] = NONE;
  fenceOf[w] = 0
}

proctype Waiter(byte w) {
  /* How the last acquire was queued; what it was answered; whether a place may be kept; the fence that came. */
  byte how, reply, gotFence, t, heir;
  bool placed;

enter: {
    /* local-queue.ts: enter */
    atomic {
      if
      :: turn[CLIENT(w)] == 0 -> turn[CLIENT(w)] = w + 1; given[w] = onlyTurn
      :: else -> inLine[w] = true
      fi
    }
    atomic {
      if
      :: given[w] != nothing
      :: given[w] == nothing && giveUps > 0 -> giveUps--; inLine[w] = false; goto done
      fi;
      /* lock-client.ts: #acquireInTurn */
      if
      :: given[w] == theLease || given[w] == theLock -> given[w] = nothing; goto hold
      :: given[w] == aPlace -> placed = true
      :: given[w] == maybe -> unsettled[token[w]] = true
      :: given[w] == onlyTurn
      fi;
      acquiring[w] = true;
      reply = (given[w] == aPlace -> REFUSED : 0);
      given[w] = nothing;
      if
      :: reply == REFUSED -> goto chance
      :: else
      fi
    }

attempt:
    /* acquisition.ts: #attempt, redis-contender.ts: tryAcquire, grant-wait.ts: isSubscribed */
    atomic {
      t = token[w];
      spent[t] = false;
      how = (channel[CLIENT(w)] == UNUSED -> PLAIN : (channel[CLIENT(w)] == LIVE -> HEARS : POLLING));
      placed = placed || how != PLAIN;
      if
      :: true -> acquire(t, how, reply, gotFence); noteSent(t, how)
      :: MAY_FAIL(UNANSWERED) ->
         /* Its answer does not come; it may arrive all the same, and late. */
         fail(); late[t] = late[t] | how; unsettled[t] = true; reply = 0
      fi
    }

answer:
    atomic {
      if
      :: reply == 0 -> goto attempt
      /* The lease was spent on the way. acquisition.ts: #accept */
      :: reply == GRANTED && spent[t] -> unsettled[t] = true; reply = 0; gotFence = 0; goto attempt
      :: reply == GRANTED && !spent[t] ->
#ifdef MUTANT_DEADLINE_FROM_ANSWER
         covered[t] = false;
#else
         covered[t] = coversNext[t];
#endif
         reply = 0;
         acquiring[w] = false;
         begin(w, t, gotFence);
         gotFence = 0;
         goto hold
      :: reply == REFUSED ->
         gotFence = 0;
#ifdef MUTANT_BELL_FORGETS
         message[t] = false;
#endif
         goto chance
      :: reply != 0 && MAY_FAIL(UNANSWERED) -> fail(); unsettled[t] = true; reply = 0; gotFence = 0; goto attempt
      /* acquisition.ts: #follow, #giveUp */
      :: giveUps > 0 -> giveUps--; owe(t, UNDO); goto gaveUp
      fi
    }

chance:
    /* acquisition.ts: #awaitChance, push-wait.ts: nextChance */
    atomic {
      t = token[w];
      reply = 0;
      if
      :: channel[CLIENT(w)] == UNUSED ->
         /* subscriber.ts: listen, #join; push-wait.ts: attach, #subscribed */
         if
         :: true -> channel[CLIENT(w)] = LIVE; subscribed[CLIENT(w)] = true
         :: MAY_FAIL(CUTS) -> fail(); channel[CLIENT(w)] = DOWN
         fi;
#ifdef MUTANT_NO_ATTEMPT_AFTER_SUBSCRIBING
         goto chance
#endif
#ifdef MUTANT_NO_CONFIRMATION
      :: message[t] ->
         message[t] = false; bell[w] = false; acquiring[w] = false;
         begin(w, t, fence);
         goto hold
#else
      :: message[t] -> message[t] = false
#endif
      :: bell[w]
      :: POLLS || how == POLLING
      :: giveUps > 0 ->
         giveUps--;
         if
         :: unsettled[t] -> owe(t, UNDO)
         :: !unsettled[t] && placed -> owe(t, RELEASE_OWED)
         :: !unsettled[t] && !placed
         fi;
         goto gaveUp
      fi;
      bell[w] = false;
      goto attempt
    }

gaveUp:
    atomic { acquiring[w] = false; bell[w] = false; reply = 0; gotFence = 0; leaveTurn(w); goto done }

hold:
    atomic {
      t = lease[w];
      if
      /* The deadline passes. lease.ts: #runOut, #lose */
      :: EXPIRIES > 0 -> stopHolding(w); owe(t, OWED_AT_END(t)); leaveTurn(w); goto done
      /* lease.ts: release */
      :: !inLine[SIBLING(w)] -> stopHolding(w); owe(t, OWED_AT_END(t)); leaveTurn(w); goto done
      /* The lease goes on under the next holder. local-handoff.ts: release; lease.ts: canServe, detach */
      :: inLine[SIBLING(w)] && passes[CLIENT(w)] < LOCAL_HANDOFFS ->
         heir = SIBLING(w);
         passes[CLIENT(w)]++;
#ifdef MUTANT_TOKEN_REUSED
         noteSent(t, FREE);
#endif
         give(heir, theLease);
         lease[w] = NONE;
         begin(heir, t, fenceOf[w] + 1);
         fenceOf[w] = 0;
         heir = 0;
         goto done
      /* Somebody was shown the token, so that the lease ends with the holder; a use of the token may come late. */
      :: inLine[SIBLING(w)] && passes[CLIENT(w)] < LOCAL_HANDOFFS ->
         noteSent(t, FREE);
         passes[CLIENT(w)]++;
         how = PLAIN;
         goto transferring
      /* Others go first. */
      :: inLine[SIBLING(w)] && (passes[CLIENT(w)] >= LOCAL_HANDOFFS || LOCAL_HANDOFFS == ANY) ->
         passes[CLIENT(w)] = 0;
         how = (channel[CLIENT(w)] == LIVE -> HEARS : POLLING);
         goto transferring
      fi;
transferring:
      stopHolding(w);
      heir = token[SIBLING(w)];
      if
      :: unsettled[t] -> owe(t, AND_LOOK)
      :: else
      fi
    }
    /* local-handoff.ts: #transfer, redis-contender.ts: transfer */
    atomic {
      spent[heir] = false;
      heirOf[t] = heir;
      if
      :: true -> transfer(t, heir, how, reply, gotFence); noteSent(t, how * PASS)
      :: MAY_FAIL(UNANSWERED) -> fail(); late[t] = late[t] | (how * PASS); reply = 0
      fi
    }
    atomic {
      if
      :: true
      :: reply != 0 && MAY_FAIL(UNANSWERED) -> fail(); reply = 0
      fi;
      if
      :: reply == 0 -> owe(t, UNDO)
      :: else
      fi;
      if
      :: reply == GONE -> token[SIBLING(w)] = SECOND_TOKEN(SIBLING(w)); leaveTurn(w)
      :: reply != GONE && !inLine[SIBLING(w)] -> owe(heir, UNDO); leaveTurn(w)
      :: reply == REFUSED && inLine[SIBLING(w)] -> give(SIBLING(w), aPlace)
      :: reply == GRANTED && !spent[heir] && inLine[SIBLING(w)] ->
         covered[heir] = coversNext[heir];
         give(SIBLING(w), theLock);
         begin(SIBLING(w), heir, gotFence)
      :: (reply == 0 || reply == GRANTED && spent[heir]) && inLine[SIBLING(w)] -> give(SIBLING(w), maybe)
      fi;
      how = 0; reply = 0; gotFence = 0; heir = 0
    }

done:
    atomic {
      t = 0; how = 0; reply = 0; placed = false;
#if LOOPS
      !owed[token[w]] -> goto enter
#else
      over[w] = true
#endif
    }
  } unless { !up[CLIENT(w)] }
}
