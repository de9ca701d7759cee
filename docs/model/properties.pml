/* What has to be true. Each is named in README.md by its letter; the remaining ones are about how it all ends. */

/* The highest fence that a holder was given. */
byte highestFence = 0;

/* M, mutual exclusion: nobody believes that it holds the lock beside another. */
#define IS_HOLDER(w) (lease[w] != NONE)
#if WAITERS == 2
#define HOLDERS (IS_HOLDER(0) + IS_HOLDER(1))
#else
#define HOLDERS (IS_HOLDER(0) + IS_HOLDER(1) + IS_HOLDER(2) + IS_HOLDER(3))
#endif
#define ASSERT_M assert(HOLDERS == 1)

/* F, fences rise strictly from holder to holder. */
#define ASSERT_F(w) assert(fenceOf[w] > highestFence)

inline checkHolder(w) {
  SAY2("waiter %d holds, under token %d\n", w, lease[w]);
  ASSERT_M;
  if
  :: FENCES -> ASSERT_F(w); highestFence = fenceOf[w]
  :: else
  fi;
#if LOOPS
  countOvertaken(w)
#endif
}

/*
 * S, no starvation: whoever is first in the queue is overtaken by no more holders than may get the lock within a client. The
 * search for states without an end sees to it that nobody is left waiting for ever.
 */
#if LOOPS
byte overtaken[WAITERS];

inline countOvertaken(w) {
  at = 0;
  do
  :: at < queued ->
     overtaken[OWNER(queue[at])]++;
     assert(overtaken[OWNER(queue[at])] <= LOCAL_HANDOFFS + at + 1);
     at++
  :: else -> break
  od;
  at = 0;
  overtaken[w] = 0
}
#endif

/* T, a token frees only its own acquisition: whoever holds under it has asked for that, and believes it no more. */
#define ASSERT_T(t) assert(!HELD(t))

/* O, order: the lock is not given to anybody while somebody who can learn of it was queued before. */
#define ASSERT_O(t) assert(queued == 0 || queue[0] == (t) || !CAN_LEARN(queue[0]))
