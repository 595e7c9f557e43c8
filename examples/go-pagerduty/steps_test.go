package main

import "testing"

// step calls the API and returns what the client decoded, in words.
type step struct {
	what, want string
	do         func() (string, error)
}

// check runs steps in order. A step may use what earlier steps created, so the first error ends the test.
func check(t *testing.T, steps []step) {
	t.Helper()
	for _, s := range steps {
		got, err := s.do()
		if err != nil {
			t.Fatalf("%s: %v; want %q", s.what, err, s.want)
		}
		if got != s.want {
			t.Errorf("%s: %q; want %q", s.what, got, s.want)
		}
	}
}
