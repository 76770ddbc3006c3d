//go:build failpoint

package failpoint

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
)

// Variable is the environment variable that arms one point: its name, on which hit of it (1 when left out), and how the
// process dies (kill when left out). "bot.outbox.called:2:panic" panics at the second hit.
const Variable = "PACER_FAILPOINT"

// An armed point is what the variable says.
type armed struct {
	name  string
	nth   int64
	panic bool
	hits  atomic.Int64
}

// read reads the variable at the first hit of any point; later changes of it are not seen.
var read = sync.OnceValue(func() *armed { //nolint:gochecknoglobals // the state of a process that is going to be killed
	name, rest, _ := strings.Cut(os.Getenv(Variable), ":")
	a := &armed{name: name, nth: 1}
	for part := range strings.SplitSeq(rest, ":") {
		if n, err := strconv.ParseInt(part, 10, 64); err == nil {
			a.nth = n
		}
		a.panic = a.panic || part == "panic"
	}
	return a
})

// Hit ends the process, or panics, when the point is the armed one and this is the hit that was asked for. It says so on
// standard error first, so that whoever looks on can tell this death from any other.
func Hit(name string) {
	a := read()
	if a.name != name || a.hits.Add(1) != a.nth {
		return
	}
	fmt.Fprintf(os.Stderr, "failpoint %s\n", name)
	if a.panic {
		panic("failpoint " + name)
	}
	// SIGKILL where there is one. It is not waited for: nothing after this line may run.
	self, err := os.FindProcess(os.Getpid())
	if err == nil {
		_ = self.Kill()
	}
	select {}
}
