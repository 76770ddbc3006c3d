//go:build failpoint

package main

import (
	"os"
	"time"
)

// wallClock is the machine's clock, ahead of itself by PACER_CLOCK_AHEAD: what dies at a failpoint is to die in huddles and
// on Fridays too, and no test waits for those.
func wallClock() func() time.Time {
	ahead, _ := time.ParseDuration(os.Getenv("PACER_CLOCK_AHEAD")) // not set: not ahead
	return func() time.Time { return time.Now().Add(ahead) }
}
