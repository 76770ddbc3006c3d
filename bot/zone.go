package bot

// Time zones by name, each loaded once.

import (
	"fmt"
	"sync"
	"time"
)

// located are the zones that were loaded before, by name: *time.Location by string. A zone is a file that is read and
// understood anew each time, which takes longer than all that is then done with it. There are some six hundred. Loading
// the same one twice at once does no harm: both are the same.
var located sync.Map //nolint:gochecknoglobals // a memory of what never changes

// location returns the zone with an IANA name, as time.LoadLocation does, and loads each one once. A name that does not
// load is tried again each time: the zone data of the machine may come later. The name must not be "" or "Local" where
// the machine's zone is not meant: time.LoadLocation takes both.
func location(name string) (*time.Location, error) {
	if zone, ok := located.Load(name); ok {
		return zone.(*time.Location), nil
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf("zone %q: %w", name, err)
	}
	located.Store(name, zone)
	return zone, nil
}
