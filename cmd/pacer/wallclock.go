//go:build !failpoint

package main

import "time"

// wallClock is the clock of the program: the machine's.
func wallClock() func() time.Time { return time.Now }
