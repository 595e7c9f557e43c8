package main

import (
	"bytes"
	"os"
	"regexp"
	"testing"
)

// The command starts itself in its roles. In tests that is the test binary.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 {
		switch os.Args[1] {
		case roleSimulator, roleOurs, roleBare:
			main()
			os.Exit(0)
		}
	}
	os.Exit(m.Run())
}

// A small measurement works. The test ignores the figures but for the failures.
func TestLoad(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := run(t.Context(), []string{"--calls=41", "--rounds=2", "--clients=4", "--idle=10"}, &out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`calls +48 +48\n`, `calls that failed +0 +0\n`, `calls a second +[1-9]\d* +[1-9]`, `% of the bare server`} {
		if !regexp.MustCompile(want).MatchString(out.String()) {
			t.Errorf("nothing matches %q in\n%s", want, &out)
		}
	}
}

func TestSizesAreChecked(t *testing.T) {
	t.Parallel()
	for _, arguments := range [][]string{{"--calls=0"}, {"--clients=-1"}, {"--unknown"}} {
		if err := run(t.Context(), arguments, new(bytes.Buffer)); err == nil {
			t.Errorf("%v is accepted", arguments)
		}
	}
}
