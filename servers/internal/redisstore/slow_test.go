package redisstore_test

import (
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// slowPath is a way to a store that delays everything that is sent to it.
type slowPath struct {
	url   string
	delay atomic.Int64 // a time.Duration
	lose  atomic.Bool  // the next reply, with its connection
}

// startSlowPath starts a way to an address, without a delay, until the test ends.
func startSlowPath(t testing.TB, address string) *slowPath {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	path := &slowPath{url: "redis://" + listener.Addr().String() + "/0"}
	var open sync.WaitGroup
	t.Cleanup(func() {
		path.delay.Store(0)
		_ = listener.Close()
		open.Wait()
	})
	open.Go(func() {
		for {
			from, err := listener.Accept()
			if err != nil {
				return
			}
			to, err := net.Dial("tcp", address)
			if err != nil {
				_ = from.Close()
				continue
			}
			open.Go(func() { path.copy(to, from, true) })
			open.Go(func() { path.copy(from, to, false) })
		}
	})
	return path
}

func (p *slowPath) copy(to, from net.Conn, delayed bool) {
	defer to.Close()
	defer from.Close()
	buffer := make([]byte, 64<<10)
	for {
		n, err := from.Read(buffer)
		switch {
		case delayed:
			time.Sleep(time.Duration(p.delay.Load()))
		case p.lose.CompareAndSwap(true, false):
			return
		}
		if n > 0 {
			if _, err := to.Write(buffer[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}
