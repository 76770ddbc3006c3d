//go:build !linux && !darwin

package store

// VolumeOf knows nothing about the place that a database lies in on this system.
func VolumeOf(string) (Volume, error) { return Volume{Free: -1}, nil }
