//go:build !failpoint

package failpoint

// Hit does nothing in this build; it costs nothing, and nothing of it is in the binary.
func Hit(string) {}
