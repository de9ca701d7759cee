/* Commands under way: those that got no answer in time, and copies that a client sent again. Each may arrive at any time. */

/* Commands, as one bit each: the ways to acquire (PLAIN, HEARS, POLLING), then these. */
#define PASS 8
#define YIELD_HEARS 16
#define YIELD_POLLING 32
#define FREE 64

/* By token: commands under way of which nobody will hear. */
byte late[TOKENS];
/* Who was to get the lock by a transfer. */
byte successorOf[TOKENS];

#if WAITERS == 2
#define ANY_LATE (late[1] | late[2] | late[3] | late[4])
#else
#define ANY_LATE (late[1] | late[2] | late[3] | late[4] | late[5] | late[6] | late[7] | late[8])
#endif

/* One fault of a kind that this check allows. */
#define MAY_FAIL(kind) ((kind) && faults > 0)

/* A command that the server has run, and of which a copy is on its way. */
inline maybeRepeat(t, command) {
  if
  :: true
  :: MAY_FAIL(REPEATS) ->
     SAY2("  a copy of that is under way (token %d, command %d)\n", t, command);
     faults--;
     late[t] = late[t] | command
  fi
}

/* Any token that has some commands; any of those. */
#define PICK(t, commands) \
  if \
  :: commands[1] != 0 -> t = 1 \
  :: commands[2] != 0 -> t = 2 \
  :: commands[3] != 0 -> t = 3 \
  :: commands[4] != 0 -> t = 4 \
  PICK_MORE(t, commands) \
  fi
#if WAITERS == 2
#define PICK_MORE(t, commands)
#else
#define PICK_MORE(t, commands) \
  :: commands[5] != 0 -> t = 5 \
  :: commands[6] != 0 -> t = 6 \
  :: commands[7] != 0 -> t = 7 \
  :: commands[8] != 0 -> t = 8
#endif

#define PICK_COMMAND(command, commands) \
  if \
  :: commands & PLAIN -> command = PLAIN \
  :: commands & HEARS -> command = HEARS \
  :: commands & POLLING -> command = POLLING \
  :: commands & PASS -> command = PASS \
  :: commands & YIELD_HEARS -> command = YIELD_HEARS \
  :: commands & YIELD_POLLING -> command = YIELD_POLLING \
  :: commands & FREE -> command = FREE \
  fi

/* A command of a token arrives, and nobody hears the reply. */
inline arrive(t, command) {
  if
  :: command == FREE -> release(t)
  :: command < PASS -> acquire(t, command, reply, gotFence)
  :: command >= PASS && command < FREE ->
     way = (command == PASS -> PLAIN : command / PASS);
     successor = successorOf[t];
     transfer(t, successor, way, reply, gotFence)
  fi
}

/* The tokens of a client. */
#define TOKEN_1(c) ((c) * PER_CLIENT + 1)
#define TOKEN_2(c) ((c) * PER_CLIENT + PER_CLIENT)
#define TOKEN_3(c) (TOKEN_1(c) + WAITERS)
#define TOKEN_4(c) (TOKEN_2(c) + WAITERS)
#define OF_ANY_TOKEN(c, holds) (holds(TOKEN_1(c)) || holds(TOKEN_2(c)) || holds(TOKEN_3(c)) || holds(TOKEN_4(c)))
#define OWES_RELEASE(t) (owed[t] & RELEASE_OWED)
#define OWES_LOOK(t) (owed[t] & LOOK_OWED)

/* Where all has to end well without a poll, commands of a client arrive in order, but for those that are late. */
#if ENDS_CLEAN
#define MAY_SEND(c) (!OF_ANY_TOKEN(c, OWES_RELEASE))
#else
#define MAY_SEND(c) true
#endif
