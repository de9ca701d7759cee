/*
 * The hand-off of a lock among the waiters of two clients, as a model for the checker `spin`. Start with README.md.
 *
 * A comment of the form `file: name` says which code an action stands for.
 */

#include "settings.pml"
#include "state.pml"
#include "properties.pml"
#include "scripts.pml"
#include "network.pml"
#include "waiter.pml"
#include "world.pml"

init {
  byte id;
  atomic {
    for (id : 0 .. WAITERS - 1) {
      token[id] = FIRST_TOKEN(id);
      run Waiter(id)
    }
    for (id : 0 .. CLIENTS - 1) {
      up[id] = true;
      run Connection(id);
      run Cleanup(id)
    }
    run Network();
    run ServerClock();
    run Judge()
  }
}
