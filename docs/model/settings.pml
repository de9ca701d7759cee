/* What a check allows. Each setting is a number given with -D; scripts/model.mjs has the checks. */

/* Waiters in all, and how many of them share a client. Each acquires once, unless LOOPS. */
#ifndef WAITERS
#define WAITERS 4
#endif
#ifndef PER_CLIENT
#define PER_CLIENT 2
#endif
#define CLIENTS (WAITERS / PER_CLIENT)

/* How many faults may happen, of whichever kind and whenever. */
#ifndef FAULTS
#define FAULTS 0
#endif

/* The kinds of faults, 1 where they may happen. */
#ifndef CRASHES
#define CRASHES 0
#endif
#ifndef CUTS
#define CUTS 0
#endif
#ifndef UNANSWERED
#define UNANSWERED 0
#endif
#ifndef REPEATS
#define REPEATS 0
#endif

/* How many waits may be ended by their callers. */
#ifndef GIVE_UPS
#define GIVE_UPS 0
#endif

/* How often a key may expire; MANY for without a bound. */
#define MANY 255
#ifndef EXPIRIES
#define EXPIRIES 0
#endif

/* Whether waiters poll beside what wakes them. */
#ifndef POLLS
#define POLLS 0
#endif

/* Whether fences are looked at; without them they need not be kept, and loops are finite. */
#ifndef FENCES
#define FENCES 0
#endif

/* How often a lock may be passed on within a client before others get it; ANY for: at most once, and any time not. */
#define ANY 100
#ifndef LOCAL_HANDOFFS
#define LOCAL_HANDOFFS ANY
#endif

/* How often waiters start anew when they have released, all together. */
#ifndef LOOPS
#define LOOPS 0
#endif

/* Whether everything has to come to its end by hand-off and undo alone, without a poll. */
#ifndef ENDS_CLEAN
#define ENDS_CLEAN 0
#endif
