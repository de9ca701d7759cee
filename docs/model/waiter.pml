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
  coversNext[t] = false;
  checkHolder(w)
}

inline stopHolding(w) {
  lease[w] = NONE;
  fenceOf[w] = 0
}

#ifdef MUTANT_NEVER_YIELDS
#define MAY_PASS(c) true
#else
#define MAY_PASS(c) (passes[c] < LOCAL_HANDOFFS)
#endif

#define IS_FRESH(t) (!owed[t] && !HELD(t) && lock != (t) && !message[t])

proctype Waiter(byte w) {
  /* How the last acquire was queued; what it was answered; whether a place may be kept; the fence that came. */
  byte how, reply, gotFence, t, successor;
  bool placed;

enter: {
    /* local-queue.ts: enter */
    atomic {
      MAY_COME(w) ->
      came[w] = true;
      if
      :: turn[CLIENT(w)] == 0 -> turn[CLIENT(w)] = w + 1; given[w] = onlyTurn; SAY2("waiter %d contends, with token %d\n", w, token[w])
      :: else -> inLine[w] = true; SAY2("waiter %d stands in line, with token %d\n", w, token[w])
      fi
    }
    atomic {
      if
      :: given[w] != nothing
      :: given[w] == nothing && giveUps > 0 -> giveUps--; inLine[w] = false; SAY1("waiter %d leaves the line\n", w); goto done
      fi;
      /* acquirer.ts: inTurn */
      if
      :: given[w] == theLease || given[w] == theLock -> given[w] = nothing; listening[w] = false; bell[w] = false; goto hold
      :: given[w] == aPlace -> placed = true
      :: given[w] == maybe -> unsettled[token[w]] = true
      :: given[w] == onlyTurn
      fi;
      listening[w] = true;
      reply = (given[w] == aPlace -> REFUSED : 0);
      given[w] = nothing;
      if
      :: reply == REFUSED -> goto chance
      :: else
      fi
    }

attempt:
    /* acquisition.ts: #attempt; redis-contender.ts: tryAcquire; grant-wait.ts: isSubscribed */
    atomic {
      MAY_SEND(CLIENT(w)) ->
      t = token[w];
      spent[t] = false;
      how = (channel[CLIENT(w)] == UNUSED -> PLAIN : (channel[CLIENT(w)] == LIVE -> HEARS : POLLING));
      SAY1("waiter %d asks\n", w);
      placed = placed || how != PLAIN;
      if
      :: true -> acquire(t, how, reply, gotFence); maybeRepeat(t, how)
      :: MAY_FAIL(UNANSWERED) ->
         /* Its answer does not come; it may arrive all the same, and late. */
         SAY1("  the command of waiter %d does not arrive yet\n", w);
         faults--; late[t] = late[t] | how; unsettled[t] = true; reply = 0
      fi
    }

answer:
    atomic {
      if
      :: reply == 0 -> goto attempt
      /* The lease was spent on the way. acquisition.ts: #accept */
      :: reply == GRANTED && spent[t] -> SAY1("waiter %d: the lease was spent on the way\n", w); unsettled[t] = true; reply = 0; gotFence = 0; goto attempt
      :: reply == GRANTED && !spent[t] ->
#ifdef MUTANT_DEADLINE_FROM_ANSWER
         covered[t] = false;
#else
         covered[t] = coversNext[t];
#endif
         reply = 0;
         listening[w] = false;
         begin(w, t, gotFence);
         gotFence = 0;
         goto hold
      :: reply == REFUSED ->
         gotFence = 0;
#ifdef MUTANT_BELL_FORGETS
         message[t] = false;
#endif
         goto chance
      :: reply != 0 && MAY_FAIL(UNANSWERED) ->
         SAY1("  the answer to waiter %d is lost\n", w);
         faults--; unsettled[t] = true; reply = 0; gotFence = 0; goto attempt
      /* acquisition.ts: #follow, #giveUp */
      :: giveUps > 0 -> giveUps--; owe(t, UNDO); goto gaveUp
      fi
    }

chance:
    /* acquisition.ts: #awaitChance; push-wait.ts: nextChance */
    atomic {
      t = token[w];
      reply = 0;
      if
      :: channel[CLIENT(w)] == UNUSED ->
         /* subscriber.ts: listen, #join; push-wait.ts: attach, #subscribed */
         if
         :: true -> channel[CLIENT(w)] = LIVE; subscribed[CLIENT(w)] = true
         :: MAY_FAIL(CUTS) -> faults--; channel[CLIENT(w)] = DOWN
         fi;
#ifdef MUTANT_NO_ATTEMPT_AFTER_SUBSCRIBING
         goto chance
#endif
#ifdef MUTANT_NO_CONFIRMATION
      :: message[t] ->
         message[t] = false; bell[w] = false; listening[w] = false;
         begin(w, t, fence);
         goto hold
#else
      :: message[t] -> message[t] = false; SAY1("waiter %d is woken\n", w)
#endif
      :: bell[w]
      :: POLLS || channel[CLIENT(w)] == DOWN
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
    atomic {
      SAY1("waiter %d gives up\n", w);
      listening[w] = false; bell[w] = false; reply = 0; gotFence = 0; leaveTurn(w); goto done }

hold:
    atomic {
      t = lease[w];
      if
      /* The deadline passes. lease.ts: #runOut, #lose */
      :: EXPIRIES > 0 ->
         SAY1("waiter %d: the deadline passes\n", w);
         stopHolding(w); owe(t, OWED_AT_END(t)); leaveTurn(w); goto done
      /* lease.ts: release */
      :: !inLine[SIBLING(w)] ->
         SAY1("waiter %d releases\n", w);
         stopHolding(w); owe(t, OWED_AT_END(t)); leaveTurn(w); goto done
      /* The lease goes on under the next holder. local-handoff.ts: release; lease.ts: canServe, detach */
      :: inLine[SIBLING(w)] && MAY_PASS(CLIENT(w)) ->
         successor = SIBLING(w);
         passes[CLIENT(w)]++;
#ifdef MUTANT_TOKEN_REUSED
         maybeRepeat(t, FREE);
#endif
         SAY2("waiter %d passes its lease on to %d\n", w, successor);
         give(successor, theLease);
         lease[w] = NONE;
         begin(successor, t, fenceOf[w] + 1);
         fenceOf[w] = 0;
         successor = 0;
         goto done
      /* Somebody was shown the token, so that the lease ends with the holder; a use of the token may come late. */
      :: inLine[SIBLING(w)] && MAY_PASS(CLIENT(w)) ->
         maybeRepeat(t, FREE);
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
      SAY2("waiter %d transfers the lock (%d: 1 to the next in line, else to the queue)\n", w, how);
      stopHolding(w);
      successor = token[SIBLING(w)];
      /* Whoever may be queued listens before that. */
      listening[SIBLING(w)] = how != PLAIN && channel[CLIENT(w)] != UNUSED;
      if
      :: unsettled[t] -> owe(t, AND_LOOK)
      :: else
      fi
    }
    /* local-handoff.ts: #transfer; redis-contender.ts: transfer */
    atomic {
      MAY_SEND(CLIENT(w)) ->
      spent[successor] = false;
      successorOf[t] = successor;
      if
      :: true -> transfer(t, successor, how, reply, gotFence); maybeRepeat(t, how * PASS)
      :: MAY_FAIL(UNANSWERED) -> SAY1("  the command of waiter %d does not arrive yet\n", w); faults--; late[t] = late[t] | (how * PASS); reply = 0
      fi
    }
    atomic {
      if
      :: true
      :: reply != 0 && MAY_FAIL(UNANSWERED) -> SAY1("  the answer to waiter %d is lost\n", w); faults--; reply = 0
      fi;
      if
      :: reply == 0 -> owe(t, UNDO)
      :: else
      fi;
      if
      :: reply == GONE || !inLine[SIBLING(w)] -> listening[SIBLING(w)] = false; bell[SIBLING(w)] = false
      :: else
      fi;
      if
      :: reply == GONE -> token[SIBLING(w)] = SECOND_TOKEN(SIBLING(w)); leaveTurn(w)
      :: reply != GONE && !inLine[SIBLING(w)] -> owe(successor, UNDO); leaveTurn(w)
      :: reply == REFUSED && inLine[SIBLING(w)] -> give(SIBLING(w), aPlace)
      :: reply == GRANTED && !spent[successor] && inLine[SIBLING(w)] ->
         covered[successor] = coversNext[successor];
         give(SIBLING(w), theLock);
         begin(SIBLING(w), successor, gotFence)
      :: (reply == 0 || reply == GRANTED && spent[successor]) && inLine[SIBLING(w)] -> give(SIBLING(w), maybe)
      fi;
      how = 0; reply = 0; gotFence = 0; successor = 0
    }

done:
    atomic {
      t = 0; how = 0; reply = 0; placed = false;
#if LOOPS
      /* Once more, with a fresh token: one of which nothing is left. */
      if
      :: loops > 0 && IS_FRESH(FIRST_TOKEN(w)) -> loops--; token[w] = FIRST_TOKEN(w); goto enter
      :: loops > 0 && !IS_FRESH(FIRST_TOKEN(w)) && IS_FRESH(SECOND_TOKEN(w)) -> loops--; token[w] = SECOND_TOKEN(w); goto enter
      :: loops == 0 -> over[w] = true
      fi
#else
      over[w] = true
#endif
    }
  } unless { !up[CLIENT(w)] }
}
