// Package tz loads time zones by their IANA names, each once. It is beside the pure centre because a zone is read from the
// machine, and is remembered.
package tz

import (
	"errors"
	"fmt"
	"sync"
	"time"
)

// located are the zones that were loaded before, by name: *time.Location by string. A zone is a file that is read and
// understood anew each time, which takes longer than all that is then done with it. There are some six hundred. Loading
// the same one twice at once does no harm: both are the same.
var located sync.Map //nolint:gochecknoglobals // a memory of what never changes

// Load returns the zone of an IANA name, such as Europe/London, and reads each one once. The zones are the machine's,
// or those that are built into the program (time/tzdata). "" and "Local" are no names of zones: the first is what is not
// known yet, the second would be the zone of the machine that Pacer happens to run on. The error names what was asked
// for; a name that does not load is tried again each time, as the zone data of the machine may come later.
func Load(name string) (*time.Location, error) {
	if zone, ok := located.Load(name); ok {
		return zone.(*time.Location), nil
	}
	if name == "" || name == "Local" {
		return nil, fmt.Errorf("zone %q: %w", name, errNoName)
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf("zone %q: %w", name, err)
	}
	located.Store(name, zone)
	return zone, nil
}

// errNoName is what Load says of a name that would mean another zone on each machine.
var errNoName = errors.New("want an IANA name such as Europe/London")

// Check tells whether a zone of that name can be loaded, for rules that take a name; the error is that of [Load].
func Check(name string) error {
	_, err := Load(name)
	return err
}
