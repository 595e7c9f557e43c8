package pcl

import (
	"fmt"
	"unicode/utf8"
)

// SyntaxError describes where and why a condition is wrong.
type SyntaxError struct {
	Offset    int    // in bytes, from 0
	Character int    // the same place in characters, from 1
	Near      string // the text from there on, at most a few words; empty at the end of the condition
	Message   string // sentences that say what to write instead
	// Unsure reports that PagerDuty's documentation does not rule the text out, so that PagerDuty may accept it: an operator or a time
	// zone that this package does not know, for example.
	Unsure bool
}

func (e *SyntaxError) Error() string {
	if e.Near == "" {
		return fmt.Sprintf("character %d, the end: %s", e.Character, e.Message)
	}
	return fmt.Sprintf("character %d, at %q: %s", e.Character, e.Near, e.Message)
}

// fault is a SyntaxError before its place in the text is described.
type fault struct {
	offset  int
	message string
	unsure  bool
}

func wrongAt(offset int, message string) *fault { return &fault{offset: offset, message: message} }

// unsureAt returns the fault for what PagerDuty may accept.
func unsureAt(offset int, message string) *fault {
	return &fault{offset: offset, message: message, unsure: true}
}

// locate returns the SyntaxError for a fault in text.
func (f *fault) locate(text string) *SyntaxError {
	offset := min(f.offset, len(text))
	return &SyntaxError{
		Offset: offset, Character: utf8.RuneCountInString(text[:offset]) + 1, Near: near(text[offset:]), Message: f.message, Unsure: f.unsure,
	}
}

// near returns the beginning of text that an error shows: as much as helps to find it.
func near(text string) string {
	const most = 24 // characters
	count := 0
	for i, char := range text {
		if count == most || count > 0 && (char == '\n' || char == '\r') {
			return text[:i]
		}
		count++
	}
	return text
}
