package playground

import (
	"context"
	"net"
	"sync"
)

// Host is the name under which a server is reached over a [Listener]: "http://playground/api/". Dialing ignores it;
// the page's routes accept it.
const Host = "playground"

// A Listener is a [net.Listener] in memory, for a server and a client in one process. In a testing/synctest bubble
// its connections count as waiting, so that virtual time goes on.
type Listener struct {
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
}

// NewListener makes a listener. Close ends it.
func NewListener() *Listener {
	return &Listener{conns: make(chan net.Conn), done: make(chan struct{})}
}

// Accept waits for the next connection.
func (l *Listener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

// Close ends the listener; connections stay.
func (l *Listener) Close() error {
	l.once.Do(func() { close(l.done) })
	return nil
}

// Addr is [Host].
func (l *Listener) Addr() net.Addr { return memoryAddr{} }

// DialContext connects to the listener, whatever the address says.
func (l *Listener) DialContext(ctx context.Context, _, _ string) (net.Conn, error) {
	client, server := net.Pipe()
	select {
	case l.conns <- server:
		return client, nil
	case <-l.done:
		return nil, &net.OpError{Op: "dial", Net: "memory", Addr: memoryAddr{}, Err: net.ErrClosed}
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// memoryAddr is the address of every listener in memory.
type memoryAddr struct{}

// Network is "memory".
func (memoryAddr) Network() string { return "memory" }

// String is [Host].
func (memoryAddr) String() string { return Host }
