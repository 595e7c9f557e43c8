package mcptools_test

import (
	"fmt"
	"strings"
	"testing"
)

// Models that fill in every argument send blanks. One counts as not given only where it can be nothing else, or where the tag says so.
func TestBlanks(t *testing.T) {
	t.Parallel()
	type input struct {
		TeamID      *string `json:"team_id,omitempty" blank:"omitted"`
		Note        *string `json:"note,omitempty" jsonschema:"minLength=1"`
		Description *string `json:"description,omitempty"`
	}
	for raw, want := range map[string]string{
		`{"team_id":"","note":" ","description":""}`: `{"description":""}`,
		`{"team_id":"\u200b","note":"\n"}`:           `{}`,
		`{"team_id":"P1","note":"n"}`:                `{"team_id":"P1","note":"n"}`,
	} {
		if got, err := canonical[input](t, raw); err != nil || got != want {
			t.Errorf("%s means %s (%v), want %s", raw, got, err, want)
		}
	}
	for wants, make := range map[string]func(){
		`the tag blank is "omitted"`: func() {
			inputTool[struct {
				F int `json:"f,omitempty" blank:"omitted"`
			}]()
		},
		`"omitted", and only`: func() {
			inputTool[struct {
				F string `json:"f,omitempty" blank:"true"`
			}]()
		},
		"a required argument": func() {
			inputTool[struct {
				F string `json:"f" blank:"omitted"`
			}]()
		},
	} {
		func() {
			defer func() {
				if text := fmt.Sprint(recover()); !strings.Contains(text, wants) {
					t.Errorf("want a panic about %s, got %s", wants, text)
				}
			}()
			make()
		}()
	}
}
