package main

import (
	"os"
	"testing"
)

func TestReadmeTablesAreCurrent(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	want, err := fill(string(readme))
	if err != nil {
		t.Fatal(err)
	}
	if string(readme) != want {
		t.Error("the tables in README.md are out of date: run go run ./servers/internal/documents")
	}
}

func TestFillNeedsItsMarks(t *testing.T) {
	t.Parallel()
	if _, err := fill("no marks here"); err == nil {
		t.Error("a text without marks was accepted")
	}
}
