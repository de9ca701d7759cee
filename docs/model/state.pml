/* The state of the server and of the clients. */

/* What a trace says. */
#define SAY1(text, a) printf(text, a)
#define SAY2(text, a, b) printf(text, a, b)
#define SAY4(text, a, b, c, d) printf(text, a, b, c, d)

/*
 * Waiters are numbered from 0. A token proves one acquisition, so that each waiter has one of its own, and a second for
 * the candidate that replaces one whose transfer was refused. 0 is no token.
 */
#define NONE 0
#define TOKENS (2 * WAITERS + 1)
#define FIRST_TOKEN(w) ((w) + 1)
#define SECOND_TOKEN(w) ((w) + 1 + WAITERS)
#define OWNER(t) (((t) - 1) % WAITERS)
#define CLIENT(w) ((w) / PER_CLIENT)
#define CLIENT_OF(t) CLIENT(OWNER(t))
/* The other waiter of the client; of no use where each client has one. */
#define SIBLING(w) ((w) ^ 1)

/* An acquisition reserves its own fence and one for the waiter that may go on under the same lease. */
#define FENCE_RESERVE 2

/* --- The server --- */

/* The lock's key: the token of the acquisition that holds it. */
byte lock = NONE;
/* The fence's key. */
byte fence = 0;
/* The queue's key, first come first: tokens, and whether the entry is that of a waiter without a subscription. */
byte queue[TOKENS];
byte queued = 0;
bool unsubscribed[TOKENS];
/* Whether the server counts the client among the channel's subscribers. */
bool subscribed[CLIENTS];
/* A grant that was published for the waiter and did not reach its client yet. */
bool message[TOKENS];
/* The client's connection for messages looks open to both sides, and carries nothing. */
bool silent[CLIENTS];

/* --- The clients --- */

bool up[CLIENTS];

/* What a client knows of its channel: nobody listens, messages arrive, or they do not. */
#define UNUSED 0
#define LIVE 1
#define DOWN 2
byte channel[CLIENTS];

/* Whose turn it is: the waiter that contends or holds, by its number + 1. The other one of the client stands in line. */
byte turn[CLIENTS];
bool inLine[WAITERS];
byte passes[CLIENTS];

/* What came along with a turn. */
mtype = { nothing, onlyTurn, theLease, theLock, aPlace, maybe };
mtype given[WAITERS] = nothing;

/* All waiters of a client are alike, and all clients are: they come in the order of their numbers, which loses nothing. */
bool came[WAITERS];
#define IS_FIRST(w) ((w) % PER_CLIENT == 0)
#define BEFORE(w) (IS_FIRST(w) -> (w) - PER_CLIENT : (w) - 1)
#define MAY_COME(w) ((w) == 0 || came[BEFORE(w)] || over[BEFORE(w)])

byte token[WAITERS];
/* Messages go to the waiter. */
bool listening[WAITERS];
/* Rung by a change of the channel's state; a message rings by itself. */
bool bell[WAITERS];
/* The acquisition is over, whatever came of it. */
bool over[WAITERS];
/* The token of the lease under which the waiter holds the lock, as far as its client knows; the belief ends with it. */
byte lease[WAITERS];
byte fenceOf[WAITERS];

/* --- By token --- */

/* An attempt without an answer may yet arrive. */
bool unsettled[TOKENS];
/* Commands that the client still owes the server, as bits. */
#define RELEASE_OWED 1
#define LOOK_OWED 2
byte owed[TOKENS];
/* Who gets a grant after its end releases it. */
bool releasesGrants[TOKENS];

/*
 * Time is abstract. A key may expire at any moment, but for one rule: a local deadline counts from before its command was
 * sent, the server's end from when it was run, so that no lease expires before a deadline that was derived from it.
 *
 * What is remembered of ends is only whether the server's is the later one: than the lease's local deadline, and than the
 * deadline that the answer to the command under way would set.
 */
bool covered[TOKENS];
bool coversNext[TOKENS];
/* The deadline of the command under way has passed, since the lease that it covered has expired. */
bool spent[TOKENS];

#define HELD_BY(w, t) (lease[w] == (t))
#if WAITERS == 2
#define HELD(t) (HELD_BY(0, t) || HELD_BY(1, t))
#else
#define HELD(t) (HELD_BY(0, t) || HELD_BY(1, t) || HELD_BY(2, t) || HELD_BY(3, t))
#endif

/* What is left of the bounds. */
byte faults = FAULTS;
byte giveUps = GIVE_UPS;
byte expiries = EXPIRIES;
byte loops = LOOPS;
